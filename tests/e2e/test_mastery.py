"""The Mastery award in browsers: mentor, PCM by link, tutor and office, to the certificate.

Modules and most of the evidence are answered over HTTP, as their pages send it; every page of the
award itself is gone through in the browser, looked at by axe, and seen at 320 px.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ..outbound.pdf_reading import text_of
from .browsing import Visitor, narrow_window, profile
from .camera import SCREENS, Camera
from .right_answers import packs
from .servers import World
from .story import Story, sections_of
from .walk import RUTH, sign, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MASTERY = "west-london/mastery"
RAG = "national-standards/rag"
COURSE, LINK = "course-303", "31"
NADIA = "nadia.rahman@oakfield.example"
DETAILS = {
    "mentor_name": "Nadia Rahman",
    "subject": "History",
    "email": NADIA,
    "school": "Oakfield School",
    "postcode": "W5 2AB",
    "pcm_name": "Ruth Adeyemi",
    "pcm_email": RUTH,
    "support_tutor": "Daniel Hughes",
}
RATIONALE = "We meet every Tuesday, and my trainee says what helps and what does not."


@dataclass
class Way:
    """Everybody's steps, and what was seen on the way."""

    world: World
    browser: Browser
    camera: Camera = field(default_factory=Camera)
    steps: list[str] = field(default_factory=list)
    sheet: str = ""
    _open: ExitStack = field(default_factory=ExitStack)

    def go(self) -> Way:
        with self._open:
            self.mentor = self._enter("mentor-nadia")
            self._enters()
            self._audits()
            self._claims_and_is_believed()
            self._records_mentoring()
            self._studies()
            self._collects()
            self._reviews()
            self._pcm_confirms()
            self._tutor_confirms()
            self._signs()
            self._gets_the_certificate()
        return self

    def _profile(self) -> BrowserContext:
        return self._open.enter_context(profile(self.browser))

    def _enter(self, persona: str) -> Visitor:
        return Visitor.enter(
            self._profile(), self.world, persona, LINK, self.camera, self._profile(), COURSE
        )

    def _back(self, name: str = "") -> None:
        """To the award's page; what it says to do next is noted."""
        self.mentor.go(f"/awards/{MASTERY}")
        self.steps.append(self.mentor.frame.locator(".next-step p").first.inner_text())
        if name:
            self.mentor.look(f"mastery {name}")

    # --- The mentor collects ---------------------------------------------------------------------

    def _enters(self) -> None:
        mentor = self.mentor
        mentor.heading("Mastery level")
        mentor.look("mastery 01 before entering")
        for name, value in DETAILS.items():
            mentor.frame.locator(f"#f-{name}").fill(value)
        mentor.frame.locator("#f-consent").check()
        mentor.press("Enter the award", exact=True, role="button")
        mentor.sees("You have entered the award.")
        self._back("02 entered")

    def _audits(self) -> None:
        mentor = self.mentor
        mentor.press("Open the audit")
        mentor.press("Begin the audit")
        self._rate(1)
        mentor.press("Finish the audit")
        mentor.sees("Your audit is complete.")
        mentor.press("Share it with them")
        mentor.sees("the tutors of your course can now see the audit.")
        self._back("03 audit done")

    def _rate(self, choice: int) -> None:
        for group in packs().award(MASTERY).audit(RAG).groups:
            self.mentor.heading(group.title)
            for item in group.items:
                self.mentor.frame.locator(f"[id='f-{item.id}-{choice}']").check()
            self.mentor.frame.locator("#f-note-strengths").fill("I make time every week.")
            self.mentor.press("Save and")

    def _claims_and_is_believed(self) -> None:
        mentor = self.mentor
        mentor.press("Claim earlier experience", exact=True)
        mentor.look("mastery 04 claim")
        mentor.frame.locator("#f-criteria-0").check()
        mentor.frame.locator("#f-evidence").fill("Six years at two schools; Ruth can tell.")
        mentor.press("Send the claim")
        self._back("05 claimed")
        office = self._enter("office-helen")
        office.sees("Earlier experience to decide (1)")
        office.look("mastery office desk with a claim")
        office.press("Nadia Rahman")
        office.look("mastery office decides")
        office.press("Keep my decision")
        office.sees("Please choose one of the two answers.")
        office.frame.get_by_label("Yes, I approve it").check()
        office.frame.locator("#f-waiver_reason").fill("She mentored for our partner for years.")
        office.press("Keep my decision")
        office.sees("Your decision has been kept")
        office.look("mastery office decided")
        self.world.mail(NADIA, "Your earlier experience")

    def _records_mentoring(self) -> None:
        mentor = self.mentor
        self._back("06 believed")
        mentor.press("Record your mentoring")
        mentor.look("mastery 07 no mentoring yet")
        mentor.press("Record it")
        mentor.sees("Please give the first day of this mentoring.")
        mentor.check("mastery 07 mentoring with mistakes")
        first = date.fromisoformat(today()) - timedelta(days=700)
        self._period(first, first + timedelta(days=280))
        self._period(first + timedelta(days=400), None)
        mentor.sees("A gap")
        mentor.look("mastery 08 mentoring")
        mentor.press("It has ended, or change")
        mentor.look("mastery 09 change a period")
        mentor.press("Leave it as it is")
        mentor.press("Take it back")
        mentor.sees("The period is taken back.")
        mentor.look("mastery 10 taken back")
        mentor.press("Put it back")
        mentor.sees("The period is on your list again.")

    def _period(self, first: date, last: date | None) -> None:
        frame = self.mentor.frame
        frame.locator("#f-first").fill(first.isoformat())
        if last:
            frame.locator("#f-last").fill(last.isoformat())
        else:
            frame.locator("#f-goes_on").check()
        frame.locator("#f-school").fill("Oakfield School")
        frame.locator("#f-trainee").fill("PGCE Secondary History")
        self.mentor.press("Record it")
        self.mentor.sees("Your mentoring is recorded.")

    def _studies(self) -> None:
        self._back("11 mentoring recorded")
        self.http = Story(self.world, persona="mentor-nadia", course=COURSE, award_link=LINK)
        for module_id in packs().award(MASTERY).modules():
            for section in sections_of(module_id):
                self.http.study_section(module_id, section)
        self._back("12 studied")

    def _collects(self) -> None:
        """The first piece and the first rationale in the browser, the others as forms send them."""
        mentor = self.mentor
        mentor.press("Open your portfolio")
        mentor.heading("Standard 1: Personal qualities")
        mentor.frame.locator("#f-rationale").fill(RATIONALE)
        mentor.press("Save as finished")
        for standard in range(1, 5):
            for number in range(1, 4):
                self._piece(f"ST{standard}", number)
            if standard > 1:
                path = f"/awards/{MASTERY}/evidence/ST{standard}"
                text = {"rationale": RATIONALE, "revision": "0", "then": "finish"}
                self.http.mentor.send(path, text)
            if standard == 1:
                self._back("13 one standard collected")
        self._back("14 all collected")

    def _piece(self, code: str, number: int) -> None:
        values = {
            "title": f"{code}: notes of meeting {number}",
            "about_day": today(),
            "shows": "How the trainee went on.",
            "where": "Blue folder in my room",
            "about": code,
        }
        self.http.mentor.send("/portfolio/new/place", values)

    def _reviews(self) -> None:
        mentor = self.mentor
        mentor.press("Review the audit")
        mentor.press("Begin a review")
        first = packs().award(MASTERY).audit(RAG).groups[0]
        mentor.go(f"/audits/{RAG}/standards/{first.id}")
        self._rate(2)
        mentor.press("Finish the review")
        self._back("15 reviewed")
        for name in ("interview-day", "forum"):
            mentor.frame.locator(f"#f-done-{name}").fill(today())
        mentor.press("Keep these days")
        mentor.sees("The days of your further activities are kept.")

    # --- The others confirm ----------------------------------------------------------------------

    @contextmanager
    def _link(self, subject: str, name: str) -> Iterator[Page]:
        mail = self.world.mail(RUTH, subject)
        (address,) = [link for link in mail["links"] if "/s/" in link]
        with profile(self.browser) as hers, profile(self.browser) as beside:
            page = hers.new_page()
            page.goto(address)
            self.camera.look(name, page)
            self.camera.narrow(name, narrow_window(beside), address)
            yield page

    def _pcm_confirms(self) -> None:
        self.mentor.press("Ask your PCM")
        self.mentor.sees("has been sent an e-mail with a link.")
        with self._link("Nadia Rahman asks you to confirm", "mastery PCM confirms") as page:
            for name in ("MASTERY.2/sustained", "MASTERY.12/observed"):
                page.locator(f"[id='f-tick-{name}']").check()
                page.locator(f"[id='f-on-{name}']").fill(today())
            page.locator("#f-name_typed").fill("Ruth Adeyemi")
            page.get_by_role("button", name="Send my answer").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("You have answered")
        self._back("16 PCM has answered")

    def _tutor_confirms(self) -> None:
        self.tutor = self._enter("tutor-daniel")
        self.tutor.press("Nadia Rahman")
        self.tutor.look("mastery tutor confirms")
        self.tutor.frame.locator("[id='f-on-MASTERY.13/checked']").fill(today())
        self.tutor.press("Confirm", exact=True, role="button")
        self.tutor.sees("Your confirmation has been kept, and the mentor can see it.")

    # --- Signing ---------------------------------------------------------------------------------

    def _signs(self) -> None:
        self._back("17 ready to sign")
        self.mentor.press("Read and sign")
        self.mentor.look("mastery 18 mentor signs")
        sign(self.mentor.page, "Nadia Rahman", self.mentor)
        self.mentor.sees("You have signed.")
        self._warned()
        with self._link("Your signature for Nadia Rahman", "mastery PCM signs") as page:
            sign(page, "Ruth Adeyemi")
            expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
        self.tutor.open(LINK)
        self.tutor.press("Nadia Rahman")
        self.tutor.look("mastery tutor signs")
        sign(self.tutor.page, "Daniel Hughes", self.tutor)
        self.tutor.sees("Thank you: your signature has been kept")

    def _warned(self) -> None:
        """What a signature covers is not changed without a warning."""
        mentor = self.mentor
        mentor.frame.locator("#f-done-assignments").fill(today())
        mentor.press("Keep these days")
        mentor.heading("Change a signed record?")
        mentor.check("mastery 19 dating a signed record")
        mentor.press("Leave the record as it is")
        mentor.go("/mentoring")
        mentor.press("Take it back")
        mentor.heading("Take this period back?")
        mentor.check("mastery 20 taking back what was signed")
        mentor.press("Leave it as it is")

    def _gets_the_certificate(self) -> None:
        office = self._enter("office-helen")
        office.press("Issue certificate to Nadia Rahman")
        office.sees("The certificate has been issued.")
        self.world.mail(NADIA, "Your certificate: Mastery level")
        self._back("21 certificate")
        link = self.mentor.frame.get_by_role("link", name="Download the record sheet (PDF)")
        with self.mentor.page.expect_download() as started:
            link.click()
        kept = SCREENS.parent / "mastery record sheet.pdf"  # to be looked at
        started.value.save_as(kept)
        self.sheet = text_of(kept.read_bytes())
        self.mentor.go("/mine")
        self.mentor.look("mastery 22 home")


@pytest.fixture(scope="module")
def way(new_demo: World, chromium: Browser) -> Way:
    return Way(new_demo, chromium).go()


def test_the_page_always_says_what_is_next(way: Way) -> None:
    begun = [step.split(":")[0].split(".")[0] for step in way.steps]
    assert begun == [
        "Begin with the audit",
        "This award builds on an earlier one",
        "Record your mentoring",
        "Record your mentoring",
        "The next module is waiting for you",
        "Collect your evidence",
        "Collect your evidence",
        "Look at your audit once more",
        "Talk to your PCM, then send them a link to confirm it",
        "Talk to your PCM, then send them a link to confirm it",
        "Every criterion is met",
        "Congratulations",
    ]


def test_the_record_sheet_has_every_field(way: Way) -> None:
    for words in (
        "Name of teacher", "Nadia Rahman", "Subject department", "History", "Oakfield School",
        "W5 2AB", "Name of PCM", "Ruth Adeyemi", "support tutor", "Date of submission of evidence",
        "Daniel Hughes, Link tutor", "Date of review of audit", "Date of online study of Module 3",
        "Date of online study of Module 6", "Teacher's signature", "PCM's signature",
        "Yes: Daniel Hughes", "Standard 1: Personal qualities", "Standard 4: Self-development",
        "ST1: notes of meeting 1", RATIONALE[:30], "Interview day", "Support with assignments",
        "Prior experience, approved by the Partnership office",
    ):  # fmt: skip
        assert words in way.sheet, words


def test_axe_finds_no_violation_on_any_page(way: Way) -> None:
    assert len(way.camera.seen) > 25
    assert way.camera.violations == {}


def test_no_page_needs_scrolling_sideways_at_320_px(way: Way) -> None:
    assert way.camera.too_wide == {}
