"""The whole way to an Entry certificate, as five people go it in their browsers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, expect

from .browsing import PATIENCE, Visitor, narrow_window, profile
from .camera import Camera
from .right_answers import AWARD, MODULES, packs
from .servers import World
from .studying import study

AMARA, RUTH = "amara.okafor@oakfield.example", "r.adeyemi@oakfield.example"
REASON = "The record of the joint observation belonged to another mentor."
DETAILS = {
    "mentor_name": "Amara Okafor",
    "subject": "Science",
    "email": AMARA,
    "school": "Oakfield School",
    "postcode": "W5 2AB",
    "pcm_name": "Ruth Adeyemi",
    "pcm_email": RUTH,
    "support_tutor": "Daniel Hughes",
}


def today() -> str:
    """The day as a date field takes it."""
    return datetime.now(ZoneInfo("Europe/London")).date().isoformat()


@dataclass
class Walk:
    """Everybody's steps, and what was seen on the way."""

    world: World
    browser: Browser
    folder: Path
    camera: Camera = field(default_factory=Camera)
    seconds: dict[str, float] = field(default_factory=dict)
    number: str = ""
    certificate: Path | None = None
    verdicts: list[str] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def go(self) -> Walk:
        """From the launch to the revoked certificate."""
        with self._open:
            mentor = self._enter("mentor-amara", "award")
            self._step("enter the award", lambda: self._mentor_enters(mentor))
            self._step("PCM confirms", self._pcm_confirms)
            for link, module_id in zip(("module-1", "module-2"), MODULES, strict=True):
                mentor.open(link)
                self._step(module_id, lambda module_id=module_id: study(mentor, module_id))
            tutor = self._enter("tutor-daniel", "award")
            self._step("tutor confirms", lambda: self._tutor_confirms(tutor))
            self._step("mentor signs", lambda: self._mentor_signs(mentor))
            self._step("PCM signs", self._pcm_signs)
            self._step("tutor signs", lambda: self._tutor_signs(tutor))
            office = self._enter("office-helen", "award")
            self._step("office issues", lambda: self._office_issues(office))
            self._step("mentor downloads", lambda: self._mentor_downloads(mentor))
            self._step("stranger checks", lambda: self._stranger_checks(office))
            self._step("the rest", lambda: self._other_pages(mentor))
        return self

    def _step(self, name: str, walk: object) -> None:
        began, looked = time.monotonic(), self.camera.seconds
        assert callable(walk)
        walk()
        self.seconds[name] = time.monotonic() - began - (self.camera.seconds - looked)

    def _profile(self) -> BrowserContext:
        return self._open.enter_context(profile(self.browser))

    def _enter(self, persona: str, link: str) -> Visitor:
        return Visitor.enter(
            self._profile(), self.world, persona, link, self.camera, self._profile()
        )

    # --- The mentor ------------------------------------------------------------------------------

    def _mentor_enters(self, mentor: Visitor) -> None:
        mentor.heading("Entry level")
        mentor.look("award 1 before entering")
        mentor.frame.get_by_label("Subject").fill("")
        mentor.press("Enter the award", exact=True, role="button")
        mentor.sees("Everything that you typed is still here.")
        mentor.check("award 2 entering with mistakes")
        for name, value in DETAILS.items():
            mentor.frame.locator(f"#f-{name}").fill(value)
        mentor.frame.locator("#f-years_experience").select_option("3")
        mentor.frame.locator("#f-consent").check()
        mentor.press("Enter the award", exact=True, role="button")
        mentor.sees("You have entered the award.")
        mentor.look("award 3 entered")
        mentor.press("Fill in the self-check")
        self._self_check(mentor)
        mentor.sees("Your self-check is complete.")
        mentor.press("Ask your PCM")
        mentor.sees("has been sent an e-mail with a link.")
        mentor.look("award 4 PCM asked")

    def _self_check(self, mentor: Visitor) -> None:
        audit = packs().award(AWARD).audit("self-check")
        mentor.heading(audit.title)
        mentor.look("self-check")
        for number, item in enumerate(audit.items):
            if number == 1:
                mentor.press("Finish the self-check")
                mentor.sees("Not everything is rated yet")
                mentor.check("self-check with mistakes")
            mentor.frame.locator(f"#f-{item.id}-{number % 3}").check()
        mentor.press("Finish the self-check")

    def _mentor_signs(self, mentor: Visitor) -> None:
        mentor.open("award")
        mentor.sees("Every criterion is met. Read the record once more, and sign it.")
        mentor.look("award 5 ready to sign")
        mentor.press("Read and sign")
        mentor.heading("Read your record and sign it")
        mentor.look("mentor signs")
        sign(mentor.frame.page, "Amara Okafor", mentor)
        mentor.sees("You have signed. The next person in order has been asked.")
        mentor.look("award 6 signed")

    def _mentor_downloads(self, mentor: Visitor) -> None:
        mentor.open("award")
        mentor.sees("Your certificate")
        mentor.look("award 7 certificate")
        link = mentor.frame.get_by_role("link", name="Download the certificate (PDF)")
        with mentor.page.expect_download() as started:
            link.click()
        self.certificate = self.folder / started.value.suggested_filename
        started.value.save_as(self.certificate)

    # --- The PCM, who has nothing but her mailbox ------------------------------------------------

    @contextmanager
    def _link_opened(self, subject: str, name: str) -> Iterator[Page]:
        mail = self.world.mail(RUTH, subject)
        (address,) = [link for link in mail["links"] if "/s/" in link]
        with profile(self.browser) as hers, profile(self.browser) as beside:
            page = hers.new_page()
            page.goto(address)
            small = narrow_window(beside)
            self.camera.look(name, page)
            self.camera.narrow(name, small, address)
            yield page
            self.camera.look(f"{name} done", page)
            self.camera.narrow(f"{name} done", small, address)

    def _pcm_confirms(self) -> None:
        with self._link_opened("Amara Okafor asks you to confirm", "PCM confirms") as page:
            for words in ("This is not for me", "I cannot confirm any of this"):
                page.get_by_role("link", name=words).click()
                self.camera.look(f"PCM {words}", page)
                page.go_back()
            send = page.get_by_role("button", name="Send my answer")
            send.click()
            expect(page.get_by_text("Everything that you typed is still here.")).to_be_visible()
            self.camera.look("PCM confirms with mistakes", page)
            for tick in page.locator("input[type=checkbox]").all():
                tick.check()
            for day in page.locator("input[type=date]").all():
                day.fill(today())
            page.locator("#f-name_typed").fill("Ruth Adeyemi")
            send.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("You have answered")

    def _pcm_signs(self) -> None:
        with self._link_opened("Your signature for Amara Okafor", "PCM signs") as page:
            sign(page, "Ruth Adeyemi")
            expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")

    # --- The link tutor --------------------------------------------------------------------------

    def _tutor_confirms(self, tutor: Visitor) -> None:
        tutor.heading("Mentors in this course")
        tutor.look("tutor desk")
        tutor.press("Amara Okafor")
        tutor.heading("Amara Okafor")
        tutor.look("tutor confirms")
        for day in tutor.frame.locator("input[type=date]").all():
            day.fill(today())
        tutor.press("Confirm", exact=True, role="button")
        tutor.sees("Your confirmation has been kept, and the mentor can see it.")
        tutor.look("tutor confirmed")
        tutor.press("Take this back")
        tutor.look("tutor takes back")
        tutor.press("Leave it as it is")

    def _tutor_signs(self, tutor: Visitor) -> None:
        tutor.open("award")
        tutor.press("Amara Okafor")
        tutor.look("tutor signs")
        sign(tutor.page, "Daniel Hughes", tutor)
        tutor.sees("Thank you: your signature has been kept with the record as you saw it.")

    # --- The office ------------------------------------------------------------------------------

    def _office_issues(self, office: Visitor) -> None:
        office.heading("Waiting for you")
        office.look("office desk")
        office.go("/office/mentors")
        office.look("office mentors")
        office.press("Amara Okafor")
        office.look("office mentor")
        office.go("/office/")
        office.press("Issue certificate to Amara Okafor")
        office.sees("The certificate has been issued.")
        ((self.number,),) = self.world.rows("SELECT number FROM certificates")
        self.world.mail(AMARA, "Your certificate")
        office.look("office desk afterwards")

    def _revoke(self, office: Visitor) -> None:
        office.go("/office/certificates")
        office.heading("Register of certificates")
        office.look("office register")
        office.press("Revoke the certificate of Amara Okafor")
        office.look("office revokes")
        office.frame.locator("#f-reason").fill(REASON)
        with office.page.expect_event("framenavigated", lambda one: one == office.frame):
            office.frame.locator("main button[type=submit]").click()
        office.heading("Revoke this certificate for good?")
        office.check("office revokes for good")
        office.press("Yes, revoke it")
        office.sees("The certificate has been revoked.")

    # --- A stranger ------------------------------------------------------------------------------

    def _stranger_checks(self, office: Visitor) -> None:
        with profile(self.browser) as theirs, profile(self.browser) as beside:
            page, small = theirs.new_page(), narrow_window(beside)

            def verdict(path: str, name: str) -> None:
                page.goto(f"{self.world.tool}/{path}")
                self.verdicts.append(page.get_by_role("heading", level=1).inner_text())
                self.camera.look(name, page)
                self.camera.narrow(name, small, page.url)

            for path in ("", "verify", "privacy", "accessibility", "lti/launch"):
                verdict(path, f"public {path or 'start'}")
            self.verdicts.clear()
            verdict(f"verify/{self.number}", "verify valid")
            self._revoke(office)
            verdict(f"verify/{self.number}", "verify revoked")
            verdict("verify/AAAA-AAAA-AAAA-AAAA", "verify unknown")

    # --- What is left ----------------------------------------------------------------------------

    def _other_pages(self, mentor: Visitor) -> None:
        mentor.open("home")
        mentor.heading("My modules and awards")
        mentor.look("mentor home")
        mentor.open("module-1")
        mentor.look("entry-1 finished")
        mentor.open("award")
        mentor.look("award 8 revoked")
        mentor.go(f"/awards/{AWARD}/details")
        mentor.look("details")
        mentor.go(f"/awards/{AWARD}/experience")
        mentor.look("experience")
        mentor.go("/leave")
        mentor.look("leave")
        mentor.press("Yes, end my visit")
        mentor.heading("Your visit has ended")
        mentor.check("left")


def sign(page: Page, name: str, visitor: Visitor | None = None) -> None:
    """Agree, type one's name and sign, in the frame or on a page of its own."""
    shown = visitor.frame if visitor else page
    shown.locator("#f-agreed").check()
    shown.locator("#f-name_typed").fill(name)
    button = shown.get_by_role("button", name="Sign the record")
    if visitor:
        visitor.press("Sign the record")
    else:
        button.click()
        page.wait_for_load_state(timeout=PATIENCE)
