"""One mentor's way through a stage of LJMU, with the people whom the stage names."""

from __future__ import annotations

import re

from lti_tool.domain.audits import groups_of
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Role, Seat
from lti_tool.usecases import awards
from lti_tool.usecases.requests import token_of

from .story import LinkHolder, Person, Story

DETAILS = {
    "mentor_name": "Amara Okafor",
    "subject": "Year 4",
    "email": "amara@oakfield.example",
    "school": "Oakfield School",
    "postcode": "W5 2AB",
    "pcm_name": "Ruth Adeyemi",
    "pcm_email": "r.adeyemi@oakfield.example",
    "consent": "yes",
}
TEXT = "I listened, and then I asked what they had seen themselves. " * 10
COMMENT = "Trainees ask for her, and rightly."
DESKS = {
    Seat.LINK_TUTOR: ("/tutor", None),
    Seat.PARTNERSHIP_MANAGER: ("/manager", Role.PARTNERSHIP_MANAGER),
    Seat.PANEL: ("/panel", Role.PANEL),
}
WALKED = {
    "ljmu/prerequisite": None,
    "ljmu/developing": Seat.LINK_TUTOR,
    "ljmu/effective": Seat.PARTNERSHIP_MANAGER,
    "ljmu/advanced": Seat.PARTNERSHIP_MANAGER,
    "ljmu/advanced-recognition": Seat.PANEL,
}


class Walk:
    """One mentor's way to one stage; everything is done by sending the pages' forms."""

    def __init__(
        self, story: Story, award_id: str, sub: str = "amara", name: str = "Amara Okafor"
    ) -> None:
        self.story, self.seat = story, WALKED[award_id]
        self.award: Award = story.house.library.award(award_id)
        self.at = f"/awards/{award_id}"
        self.details = {**DETAILS, "mentor_name": name, "email": f"{sub}@oakfield.example"}
        self.mentor = story.enter(sub, "mentor", name=name)
        self.desk = ""

    def goes(self, but: str = "") -> None:
        """Whatever is the mentor's own; or all but one audit."""
        self.sent(f"{self.at}/enter", self.details)
        for criterion in self.award.criteria:
            self.shows(criterion.id)
        for audit in self.award.audits:
            if audit.id != but:
                self.rates(audit.id)
        for question in self.award.reflections:
            self.writes(question.id)

    def sent(self, path: str, data: dict[str, str]) -> str:
        answer = self.mentor.post(path, data)
        assert answer.status_code == 200, answer.text
        self.story.clock.on(minutes=1)
        return answer.text

    def shows(self, code: str) -> None:
        self.sent("/portfolio/new/place", {
            "title": f"Notes on {code}", "about_day": "2026-11-02", "shows": "That I do it.",
            "where": "The green folder", "about": code,
        })  # fmt: skip

    def rates(self, audit_id: str) -> None:
        audit = self.award.audit(audit_id)
        for group in groups_of(audit):
            ratings = {item.id: audit.ratings[1][0] for item in group.items}
            notes = {f"note-{note.name}": "Some words" for note in audit.notes}
            path = f"/audits/{audit_id}/standards/{group.id}"
            self.sent(path, {**ratings, **notes, "round": "1", "revision": "0", "then": "next"})
        self.sent(f"/audits/{audit_id}/finish", {"round": "1"})

    def writes(self, question: str) -> None:
        path = f"{self.at}/reflections/{question}"
        self.sent(path, {"text": TEXT, "revision": "0", "then": "save"})

    # --- The school and the university -----------------------------------------------------------

    def link(self) -> LinkHolder:
        self.sent(f"{self.at}/ask-pcm", {})
        newest = self.page.requests[0]
        return self.story.link_holder(f"/s/{token_of(self.story.house, newest.request_id)}")

    @property
    def page(self) -> awards.AwardPage:
        found = awards.my_award(self.story.house, self.mentor.visit, self.award.id)
        assert found is not None
        return found

    @property
    def verification(self) -> str:
        return self.award.closing[-1].id

    def school_verifies(self) -> str:
        holder, asked = self.link(), f"{self.verification}/school"
        shown = holder.get().text
        answer = holder.post("/confirm", {
            f"tick-{asked}": "yes", f"on-{asked}": "2026-11-21", f"says-{asked}": COMMENT,
            "name_typed": "Ruth Adeyemi",
        })  # fmt: skip
        assert answer.status_code == 200, answer.text
        return shown

    def school_signs(self) -> str:
        holder = self.link()
        shown = holder.get().text
        answer = holder.post("/sign", signature(shown, "Ruth Adeyemi"))
        assert answer.status_code == 200, answer.text
        return shown

    def somebody_of_the_university(self) -> Person:
        assert self.seat is not None
        self.desk, role = DESKS[self.seat]
        if role is None:
            return self.story.tutor()
        return self.story.staff(role)

    def university_verifies(self, person: Person) -> str:
        at = f"{self.desk}/mentors/{self.page.enrolment_id}"
        asked = f"{self.verification}/university"
        shown = person.get(at).text
        answer = person.post(f"{at}/confirm", {
            f"on-{asked}": "2026-11-21", f"says-{asked}": COMMENT,
        })  # fmt: skip
        assert answer.status_code == 200, answer.text
        return shown

    def university_signs(self, person: Person) -> None:
        at = f"{self.desk}/mentors/{self.page.enrolment_id}"
        answer = person.post(f"{at}/sign", signature(person.get(at).text, "Uma Lee"))
        assert answer.status_code == 200, answer.text
        assert "your signature has been kept" in answer.text


def signature(shown: str, name: str) -> dict[str, str]:
    found = re.search(r'name="digest" value="(\w+)"', shown)
    assert found, shown
    return {"digest": found[1], "agreed": "yes", "name_typed": name}
