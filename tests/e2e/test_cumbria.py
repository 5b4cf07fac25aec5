"""QMS in browsers: interest, application, briefing, portfolio, observation, panel, certificate.

Seven people take part, each in a profile of their own: the mentor, the head teacher by a mailed
link, the tutor, the office, two readers of the panel and a stranger who checks the certificate.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from ..outbound.pdf_reading import text_of
from .browsing import Visitor, narrow_window, profile
from .camera import SCREENS, Camera
from .servers import World
from .walk import RUTH, sign, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QMS = "cumbria/qms"
COURSE, RECORD = "course-404", "42"
PANEL_COURSE, PANEL_DESK = "course-405", "45"
NADIA = "nadia.rahman@oakfield.example"
DANIEL = "daniel.hughes@demo-university.example"
GRACE = "grace.ashworth@demo-university.example"
DETAILS = {
    "mentor_name": "Nadia Rahman",
    "email": NADIA,
    "role": "Head of history",
    "school": "Oakfield School",
    "postcode": "W5 2AB",
    "pcm_name": "Ruth Adeyemi",
    "pcm_email": RUTH,
    "support_tutor": "Daniel Hughes",
}
SAW = {
    "setting": "A talk after a Year 8 lesson",
    "strengths": "She asked before she told, and waited for an answer.",
    "standards": "ST2: she helped the trainee to see what pupils had learnt.",
    "next_steps": "Shorter questions.",
}


@dataclass
class Way:
    """Everybody's steps, and what was seen on the way."""

    world: World
    browser: Browser
    camera: Camera = field(default_factory=Camera)
    steps: list[str] = field(default_factory=list)
    sheet: str = ""
    calendar: str = ""
    verdict: str = ""
    _open: ExitStack = field(default_factory=ExitStack)

    def go(self) -> Way:
        with self._open:
            self.tutor = self._enter("tutor-daniel")  # once here, a tutor is known and is copied
            self.mentor = self._enter("mentor-nadia")
            self._registers_interest()
            self._applies()
            self._is_enrolled_and_booked()
            self._is_briefed_and_observed()
            self._hands_in()
            self._the_panel_reads()
            self._is_signed_and_issued()
            self._a_stranger_checks()
        return self

    def _profile(self) -> BrowserContext:
        return self._open.enter_context(profile(self.browser))

    def _enter(self, persona: str, link: str = RECORD, course: str = COURSE) -> Visitor:
        return Visitor.enter(
            self._profile(), self.world, persona, link, self.camera, self._profile(), course
        )

    def _back(self, name: str = "") -> None:
        """To the award's page; what it says to do next is noted."""
        self.mentor.go(f"/awards/{QMS}")
        self.steps.append(self.mentor.frame.locator(".next-step p").first.inner_text())
        if name:
            self.mentor.look(f"qms {name}")

    # --- Interest and application ----------------------------------------------------------------

    def _registers_interest(self) -> None:
        mentor = self.mentor
        mentor.heading("Qualified Mentor Status (QMS)")
        mentor.look("qms 01 before entering")
        for name, value in DETAILS.items():
            mentor.frame.locator(f"#f-{name}").fill(value)
        mentor.frame.locator("#f-phase").select_option("Secondary")
        mentor.frame.locator("#f-consent").check()
        mentor.press("Enter the award", exact=True, role="button")
        mentor.sees("You have entered the award.")
        self._back("02 entered")

    def _applies(self) -> None:
        mentor = self.mentor
        mentor.press("Record it", exact=True, role="link")
        mentor.look("qms 03 nothing recorded yet")
        for number, choice in enumerate(("Secondary: IEP", "Secondary: SEP")):
            mentor.go(f"/awards/{QMS}/practice/trainees")
            if not number:
                mentor.press("Record it", exact=True, role="button")
                mentor.sees("Please give the day.")
                mentor.check("qms 04 recording with mistakes")
            first = date.fromisoformat(today()) - timedelta(days=300 - 150 * number)
            mentor.frame.locator("#f-first").fill(first.isoformat())
            mentor.frame.locator("#f-last").fill((first + timedelta(days=70)).isoformat())
            mentor.frame.locator("#f-detail").select_option(choice)
            mentor.press("Record it", exact=True, role="button")
        mentor.look("qms 05 recorded")
        mentor.go(f"/awards/{QMS}/application")
        mentor.look("qms 06 application not ready")
        self._back("07 before the school confirms")
        mentor.press("Send the link")
        self._head_teacher_confirms()
        self._back()
        mentor.press("To my application")
        mentor.look("qms 08 application ready")
        mentor.frame.locator("#f-agreed").check()
        mentor.press("Send my application")
        mentor.sees("Your application is sent")
        self._back("09 applied")

    def _head_teacher_confirms(self) -> None:
        mail = self.world.mail(RUTH, "Nadia Rahman asks you to confirm")
        (address,) = [link for link in mail["links"] if "/s/" in link]
        page = self._profile().new_page()
        page.goto(address)
        self.camera.look("qms head teacher confirms", page)
        self.camera.narrow("qms head teacher confirms", narrow_window(self._profile()), address)
        for name in ("QMS.1/qualified", "QMS.2/initial-training", "QMS.3/range", "QMS.4/agreement"):
            page.locator(f"[id='f-tick-{name}']").check()
            page.locator(f"[id='f-on-{name}']").fill(today())
        page.locator("#f-name_typed").fill("Ruth Adeyemi")
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You have answered")

    # --- Enrolment and briefing ------------------------------------------------------------------

    def _is_enrolled_and_booked(self) -> None:
        self.tutor.open(RECORD)
        self.tutor.press("Nadia Rahman")
        self.tutor.look("qms tutor reads the application")
        self.tutor.frame.locator("[id='f-on-QMS.5/signed']").fill(today())
        self.tutor.press("Confirm", exact=True, role="button")
        self.tutor.sees("Your confirmation has been kept")
        self.office = self._enter("office-helen")
        self.office.press("Nadia Rahman")
        self.office.frame.locator("[id='f-on-QMS.5/enrolled']").fill(today())
        self.office.press("Confirm", exact=True, role="button")
        self.office.sees("Your confirmation has been kept")
        self._office_plans()
        self._back("10 enrolled")
        self.mentor.press("See the briefings")
        self.mentor.look("qms 11 briefings")
        self.mentor.press("Book a place")
        self.mentor.sees("You have a place")
        self.mentor.look("qms 12 booked")
        with self.mentor.page.expect_download() as started:
            self.mentor.frame.get_by_role("link", name="Calendar file").click()
        self.calendar = started.value.path().read_text()

    def _office_plans(self) -> None:
        office = self.office
        office.go("/office/briefings")
        office.look("qms office calendar")
        office.press("Plan a briefing")
        office.press("Put it into the calendar")
        office.sees("Please choose the awards that this briefing is for.")
        office.look("qms office plans a briefing")

    def _is_briefed_and_observed(self) -> None:
        tutor = self.tutor
        tutor.open(RECORD)
        tutor.press("Nadia Rahman")
        tutor.press("Record that one was attended")
        tutor.look("qms tutor records a briefing")
        tutor.frame.locator("#f-on").fill(today())
        tutor.frame.locator("#f-mode").select_option("in school")
        tutor.press("Record it", exact=True, role="button")
        tutor.sees("Kept: the mentor was at the briefing.")
        self._back("13 briefed")
        tutor.press("Write it down")
        tutor.press("Keep it", exact=True, role="button")
        tutor.sees("Please fill in “What was observed”.")
        tutor.check("qms tutor observes with mistakes")
        for name, value in SAW.items():
            tutor.frame.locator(f"#f-{name}").fill(value)
        tutor.frame.locator("#f-on").fill(today())
        tutor.press("Keep it", exact=True, role="button")
        tutor.sees("Your observation is kept.")
        tutor.look("qms tutor has observed")

    # --- Portfolio and panel ---------------------------------------------------------------------

    def _hands_in(self) -> None:
        mentor = self.mentor
        mentor.go("/portfolio/new/place")
        mentor.frame.locator("#f-title").fill("The talk after the Year 8 lesson")
        mentor.frame.locator("#f-about_day").fill(today())
        mentor.frame.locator("#f-shows").fill("I asked first, and he found the next step himself.")
        mentor.frame.locator("#f-where").fill("Blue folder in my room")
        mentor.frame.locator("details.tag-group summary", has_text="Teaching").first.click()
        mentor.frame.locator("#tag-ST2").check()
        mentor.press("Add to my evidence", exact=True, role="button")
        self._back()
        mentor.press("To my portfolio", exact=True)
        mentor.look("qms 14 handing in")
        mentor.frame.locator("#f-agreed").check()
        mentor.press("Hand it in", exact=True, role="button")
        mentor.sees("Your portfolio is handed in.")
        mentor.look("qms 15 handed in")
        self._back()

    def _the_panel_reads(self) -> None:
        self.chair = self._enter("panel-grace", PANEL_DESK, PANEL_COURSE)
        self.chair.look("qms panel desk")
        second = self._enter("panel-imran", PANEL_DESK, PANEL_COURSE)
        office = self.office
        office.open(RECORD)
        office.sees("Portfolios without readers (1)")
        office.look("qms office desk with a portfolio")
        office.press("Nadia Rahman")
        for name in ("Grace Ashworth", "Imran Siddiqui"):
            office.frame.get_by_label(name).check()
        office.frame.locator("#f-chair").select_option("Grace Ashworth")
        office.look("qms office asks readers")
        office.press("Ask them")
        office.sees("The readers are named.")
        self.world.mail(GRACE, "A portfolio to read: Nadia Rahman")
        for reader in (second, self.chair):
            self._reads(reader)
        self.chair.press("Record the decision")
        self.chair.sees("Please choose one of the answers.")
        self.chair.check("qms chair decides")
        self.chair.frame.locator("input[name='decision'][value='passed']").check()
        self.chair.frame.locator("#f-words").fill("A story well told, and linked throughout.")
        self.chair.press("Record the decision")
        self.chair.sees("The decision is kept")
        self.world.mail(NADIA, "The panel has passed your portfolio")
        self._back("16 passed")

    def _reads(self, reader: Visitor) -> None:
        reader.open(PANEL_DESK)
        reader.press("Nadia Rahman")
        reader.look(f"qms {reader.persona} reads the record")
        reader.press("The panel", exact=True, role="link")
        reader.frame.locator("#f-note").fill("It reflects, and each part names its standard.")
        reader.frame.locator("input[name='recommendation'][value='passed']").check()
        reader.press("Keep it", exact=True, role="button")
        reader.sees("Your note is kept.")

    # --- The end ---------------------------------------------------------------------------------

    def _is_signed_and_issued(self) -> None:
        self.tutor.open(RECORD)
        self.tutor.press("Nadia Rahman")
        sign(self.tutor.page, "Daniel Hughes", self.tutor)
        self.tutor.sees("Thank you: your signature has been kept")
        self.chair.open(PANEL_DESK)
        self.chair.press("Nadia Rahman")
        self.chair.look("qms chair signs")
        sign(self.chair.page, "Grace Ashworth", self.chair)
        self.chair.sees("Thank you: your signature has been kept")
        self.office.open(RECORD)
        self.office.press("Issue certificate to Nadia Rahman")
        self.office.sees("The certificate has been issued.")
        self.world.mail(NADIA, "Your certificate: ")
        self._back("17 certificate")
        link = self.mentor.frame.get_by_role("link", name="Download the record sheet (PDF)")
        with self.mentor.page.expect_download() as started:
            link.click()
        kept = SCREENS.parent / "qms accreditation record.pdf"  # to be looked at
        started.value.save_as(kept)
        self.sheet = text_of(kept.read_bytes())

    def _a_stranger_checks(self) -> None:
        number = self.mentor.frame.locator(".certificate-number strong").inner_text()
        page = self._profile().new_page()
        page.goto(f"{self.world.tool}/verify/{number}")
        self.camera.look("qms certificate checked", page)
        self.verdict = page.locator("main").inner_text()


@pytest.fixture(scope="module")
def way(new_demo: World, chromium: Browser) -> Way:
    return Way(new_demo, chromium).go()


def test_the_page_always_says_what_is_next(way: Way) -> None:
    begun = [step.split(":")[0].split(".")[0] for step in way.steps]
    assert begun == [
        "Record what you have done",
        "Before you apply, your head teacher or senior leader confirms what stands below",
        "Everything that is asked for first is there",
        "Your application is sent",
        "Next comes the briefing",
        "Build your portfolio, and hand it in when you are ready",
        "Build your portfolio, and hand it in when you are ready",
        "Your portfolio is with the scrutiny panel",
        "Every criterion is met",
        "Congratulations",
    ]


def test_interest_is_answered_with_the_handbook_and_the_tutor_gets_a_copy(way: Way) -> None:
    letter = way.world.mail(NADIA, "Your interest in the Qualified Mentor Status")
    assert "Briefings in the calendar" in letter["text"]
    assert way.world.mail(DANIEL, "Your interest in the Qualified Mentor Status") is not None


def test_the_calendar_file_is_one(way: Way) -> None:
    assert way.calendar.startswith("BEGIN:VCALENDAR")
    assert "Half-day briefing" in way.calendar


def test_the_record_names_everybody_who_was_needed(way: Way) -> None:
    for words in (
        "Nadia Rahman", "Oakfield School", "W5 2AB", "Ruth Adeyemi", "Interest registered",
        "Application signed and mentor enrolled", "Briefing attended", "Observation",
        "Portfolio handed in", "Passed by the panel", "Daniel Hughes", "Grace Ashworth",
        "Certificate issued",
    ):  # fmt: skip
        assert words in way.sheet, words


def test_a_stranger_sees_that_it_is_genuine(way: Way) -> None:
    for words in ("Nadia Rahman", "QMS", "Demo University"):
        assert words in way.verdict


def test_axe_finds_no_violation_on_any_page(way: Way) -> None:
    assert len(way.camera.seen) > 30
    assert way.camera.violations == {}


def test_no_page_needs_scrolling_sideways_at_320_px(way: Way) -> None:
    assert way.camera.too_wide == {}
