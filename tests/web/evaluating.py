"""People of a scheme that has evaluations, in the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.persistence.evaluations import EvaluationInvitation
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.usecases import awards, evaluation_links

from ..evaluation_pack import AWARD, SCHOOLS, SUPPORT, TRAINEES, write_pack
from ..usecases.auditing import Auditor
from .story import Person, Story, csrf_in

STATEMENTS = 21


class Walk:
    """A story in which people answer evaluations; that of the Acorn scheme unless another."""

    def __init__(self, folder: Path, story: Story | None = None, award: str = AWARD) -> None:
        self.story = story or Story(folder, packs=(write_pack(folder / "packs"),))
        self.house, self.award = self.story.house, award
        self.office = self.story.office()

    # --- People ----------------------------------------

    def mentor(self, sub: str, *, school: str = "Oakfield School", course: str = "101") -> Person:
        """Somebody who has entered the award."""
        person = self.story.enter(sub, "mentor", name=f"{sub.capitalize()} Example", course=course)
        details = {
            "mentor_name": f"{sub.capitalize()} Example",
            "email": f"{sub}@oakfield.example",
            "school": school,
            "postcode": "W5 2AB",
            "pcm_name": "Ruth Adeyemi",
            "pcm_email": "r.adeyemi@oakfield.example",
        }
        awards.enrol(self.house, person.visit, AWARD, details, consent=True)
        return person

    def audits(self, mentor: Person, rating: str = "Red", targets: str = "") -> None:
        """The mentor rates everything alike."""
        Auditor(self.house, mentor.visit).completes(rating, targets=targets)

    def enrolment_id(self, mentor: Person) -> str:
        page = awards.my_award(self.house, mentor.visit, self.award)
        assert page is not None
        return page.enrolment_id

    # --- The office ----------------------------------------

    def opens(self, form_id: str, **changes: str) -> str:
        """The office opens a round; its id."""
        given = {
            "form_id": form_id,
            "school_year": "2026",
            "placement": "First placement",
            "closes_on": "2026-12-18",
            "write_id": f"{form_id}{sorted(changes.items())}",
            **changes,
        }
        answer = self.office.post("/office/evaluations/new", given)
        assert answer.status_code == 200, answer.text
        return answer.request.path.rsplit("/", 1)[-1]

    def asks(self, round_id: str, *emails: str, school: str = "Oakfield School") -> list[str]:
        """The office asks people by mail; the paths of their links, in order."""
        lines = "\n".join(f"Person {n},{email},{school},W5 2AB" for n, email in enumerate(emails))
        answer = self.office.post(f"/office/evaluations/{round_id}/ask", {"people": lines})
        assert answer.status_code == 200, answer.text
        return [self.link_to(round_id, email) for email in emails]

    def link_to(self, round_id: str, email: str) -> str:
        with self.house.units.reading() as unit:
            found = unit.session.scalars(
                select(EvaluationInvitation.id).where(
                    EvaluationInvitation.round_id == round_id, EvaluationInvitation.email == email
                )
            ).one()
        return f"/s/{evaluation_links.token_of(self.house, found)}/evaluation"

    def closes(self, round_id: str) -> TestResponse:
        return self.office.post(f"/office/evaluations/{round_id}/close")

    def results(self, round_id: str) -> str:
        return self.office.get(f"/office/evaluations/{round_id}/results").text

    # --- Answering ----------------------------------------

    def by_link(
        self, link: str, answers: Mapping[str, str], *, step: str = "send", revision: int = 0
    ) -> TestResponse:
        """Somebody answers by their link, as a page opened now would send it."""
        browser: FlaskClient = self.story.app.test_client()
        page = browser.get(link).text
        data = {
            "csrf_token": csrf_in(page),
            "revision": str(revision),
            "step": step,
            **{f"answer-{name}": value for name, value in answers.items()},
        }
        return browser.post(link, data=data, follow_redirects=True)

    def trainees_say(
        self, round_id: str, *welcome: str, school: str = "Oakfield School", at: str = "uni"
    ) -> list[str]:
        """So many trainees as there are answers; their links."""
        emails = [f"t{n}.{school[:3].lower()}@{at}.example" for n, _ in enumerate(welcome)]
        links = self.asks(round_id, *emails, school=school)
        for n, (link, answer) in enumerate(zip(links, welcome, strict=True)):
            said = {"welcome": answer, "time": "Agree", "better": f"Thought {n}"}
            assert "Thank you" in self.by_link(link, said).text
        return links

    def tutor_rates(
        self, tutor: Person, mentor: Person, round_id: str, point: str = "Strong", **more: str
    ) -> TestResponse:
        data = {
            "revision": "0",
            "step": "send",
            **{f"answer-{name}": point for name in standards()},
            **more,
        }
        at = f"/tutor/mentors/{self.enrolment_id(mentor)}/evaluations/{round_id}"
        return tutor.post(at, data)

    def mails(self) -> list[OutboxMessage]:
        with self.house.units.reading() as unit:
            query = select(OutboxMessage).where(OutboxMessage.kind == "mail")
            return list(unit.session.scalars(query.order_by(OutboxMessage.id)))


def standards() -> list[str]:
    """The lines of the tutors' form."""
    counts = {1: 5, 2: 9, 3: 5, 4: 2}
    found = [f"standards-ST{s}.{n}" for s, most in counts.items() for n in range(1, most + 1)]
    assert len(found) == STATEMENTS
    return found


def words(page: str) -> str:
    """A page's text as it is read, without markup and double blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


__all__ = ["AWARD", "SCHOOLS", "SUPPORT", "TRAINEES", "Walk", "standards", "words"]
