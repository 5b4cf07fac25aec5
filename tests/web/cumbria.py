"""A mentor on the way to QMS or QLMS, and everybody who is needed on it; all through pages."""

from __future__ import annotations

import re
from typing import Any

from lti_tool.domain.schemes import Activity
from lti_tool.domain.seats import Role
from lti_tool.usecases import awards, platforms
from lti_tool.usecases.award_views import RequirementRow
from lti_tool.usecases.requests import token_of

from .story import ISSUER, Person, Story

QMS, QLMS = "cumbria/qms", "cumbria/qlms"
AT = f"/awards/{QMS}"
SAID = {
    "setting": "A talk after a Year 8 lesson",
    "strengths": "Asked before telling",
    "standards": "ST2: challenge and support",
    "next_steps": "Shorter questions",
    "mentors_view": "",
}


class Cumbria:
    """A story whose mentor is on the way to an award; everything is done through pages."""

    def __init__(
        self, story: Story, sub: str = "amara", name: str = "Amara Okafor", award: str = QMS
    ) -> None:
        self.story, self.sub, self.name, self.award = story, sub, name, award
        self.at = f"/awards/{award}"
        self.sent: list[str] = []
        self.mentor = story.enter(sub, "mentor", name=name)
        self.tutor, self.office = self.story.tutor(), self.story.office()

    # --- Steps, as people take them ---------------------------------------------------------

    def enters(self) -> None:
        platforms.add_school(
            self.story.house.units,
            provider="brent",
            name="Lowther School",
            postcode="LA1 3JD",
            email_domain="lowther.example",
        )
        given = {
            "mentor_name": self.name,
            "email": f"{self.sub}@oakfield.example",
            "role": "Head of science",
            "phase": "Secondary",
            "school": "Lowther School",
            "postcode": "LA1 3JD",
            "pcm_name": "Ruth Adeyemi",
            "pcm_email": "r.adeyemi@lowther.example",
            "support_tutor": "",
            "consent": "yes",
        }
        assert "You have entered the award" in self.mentor.post(f"{self.at}/enter", given).text

    def practises(self, *only: str) -> None:
        """What each window asks for, or one thing of each kind that is named."""
        for activity in self.page.award.activities:
            for number in range(1 if only else 2):
                if activity.id in only or not only:
                    self._records(activity, number)

    def _records(self, activity: Activity, number: int) -> None:
        once = f"{activity.id}{number}{self.story.clock.now()}{len(self.sent)}"
        self.sent.append(once)
        given = {"first": f"2025-0{number + 1}-10", "write_id": once}
        if not activity.one_day:
            given["last"] = f"2025-0{number + 1}-28"
        if activity.choices:
            given["detail"] = activity.choices[number]
        page = self.mentor.post(f"{self.at}/practice/{activity.id}", given)
        assert "Recorded" in page.text, page.text
        assert given.get("detail", "") in page.text

    def school_confirms(self) -> None:
        self.story.clock.on(minutes=5)
        self.mentor.post(f"{self.at}/ask-pcm")
        request = self.page.requests[0].request_id
        head = self.story.link_holder(f"/s/{token_of(self.story.house, request)}")
        page = head.get().text
        given = {name: "yes" for name in re.findall(r'name="(confirm-[^"]+|tick-[^"]+)"', page)}
        ticks = re.findall(r'type="checkbox" id="f-([^"]+)"', page)
        days = re.findall(r'type="date" id="f-([^"]+)"', page)
        given |= dict.fromkeys(ticks, "yes") | dict.fromkeys(days, "2026-11-20")
        answer = head.post("/confirm", {**given, "name_typed": "Ruth Adeyemi", "comment": ""})
        assert answer.status_code == 200, answer.text

    def applies(self) -> None:
        page = self.mentor.post(f"{self.at}/application", {"agreed": "yes"})
        assert "Your application is sent" in page.text

    def confirms(self, person: Person, part: str, name: str) -> None:
        requirement = self.requirement(name).requirement_id
        page = person.post(
            f"/{part}/mentors/{self.id}/confirm", {f"on-{requirement}": "2026-11-21"}
        )
        assert "Your confirmation has been kept" in page.text

    def is_enrolled(self) -> None:
        self.enters()
        self.practises()
        self.school_confirms()
        self.applies()
        self.confirms(self.tutor, "tutor", "signed")
        self.confirms(self.office, "office", "enrolled")

    def plans(self, **changes: str) -> str:
        """A briefing in the calendar; its id."""
        given = {
            "award_ids": self.award,
            "mode": "in person",
            "day": "2027-03-29",
            "starts": "14:00",
            "ends": "17:30",
            "place": "Room 4",
            "link": "",
            "capacity": "1",
            "note": "Bring your list.",
            "write_id": f"p{self.story.clock.now()}",
        }
        page = self.office.post("/office/briefings/new", {**given, **changes})
        assert "The briefing is in the calendar" in page.text, page.text
        return page.request.path.rsplit("/", 1)[-1]

    def panellist(self, sub: str) -> Person:
        platforms.grant_staff(
            self.story.house.units,
            provider="brent",
            issuer=ISSUER,
            client_id="1",
            sub=sub,
            role=Role.PANEL,
        )
        return self.story.enter(sub, "panel", name=f"{sub.capitalize()} Reader")

    def is_briefed(self) -> None:
        self.is_enrolled()
        self.attends()

    def attends(self) -> None:
        """A briefing in school, as the tutor records it."""
        at = f"/tutor/mentors/{self.id}/briefing"
        page = self.tutor.post(at, {"on": "2026-11-21", "mode": "in school"})
        assert "the mentor was at the briefing" in page.text

    def adds_evidence(self) -> None:
        given = {
            "title": "A talk",
            "about_day": "2026-11-02",
            "shows": "It shows it.",
            "where": "Blue folder",
            "about": "ST2.4",
        }
        page = self.mentor.post("/portfolio/new/place", given)
        assert "A talk" in page.text, page.text

    def hands_in(self) -> None:
        page = self.mentor.post(f"{self.at}/handing-in", {"agreed": "yes"})
        assert "Your portfolio is handed in" in page.text
        self.story.clock.on(minutes=5)

    def is_observed(self) -> None:
        (form,) = self.page.award.observations
        at = f"/tutor/mentors/{self.id}/observations/{form.id}"
        page = self.tutor.post(at, {**SAID, "on": "2026-11-21", "known": ""})
        assert "Your observation is kept" in page.text

    def panel_decides(self, decision: str = "passed", words: str = "Well told.") -> None:
        """Two read it, the first of them in the chair."""
        chair, second = self.panellist("chris"), self.panellist("sam")
        readers: dict[str, Any] = {"readers": [p.visit.person_id for p in (chair, second)]}
        at = f"mentors/{self.id}/panel"
        self.office.post(f"/office/{at}", {**readers, "chair": chair.visit.person_id})
        for person in (chair, second):
            said = {"note": f"My note: {decision}", "recommendation": decision}
            assert "Your note is kept" in person.post(f"/panel/{at}/reading", said).text
        page = chair.post(f"/panel/{at}/decision", {"decision": decision, "words": words})
        assert "The decision is kept" in page.text
        self.story.clock.on(minutes=5)

    def signs(self, person: Person, part: str) -> None:
        given = {"digest": self.page.digest, "agreed": "yes", "name_typed": person.visit.name}
        page = person.post(f"/{part}/mentors/{self.id}/sign", given)
        assert "your signature has been kept" in page.text

    # --- What is there -----------------------------------------------------------------------

    @property
    def page(self) -> awards.AwardPage:
        page = awards.my_award(self.story.house, self.mentor.visit, self.award)
        assert page is not None
        return page

    @property
    def id(self) -> str:
        return self.page.enrolment_id

    def requirement(self, name: str) -> RequirementRow:
        """The requirement whose id ends so."""
        found = [one for row in self.page.rows for one in row.requirements]
        return next(one for one in found if one.requirement_id.endswith(f"/{name}"))
