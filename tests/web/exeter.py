"""One lead mentor's school year, through the pages of everybody who has a part in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lti_tool.domain.requirements import LogKept, ReflectionWritten
from lti_tool.persistence.logs import LogAcknowledgement
from lti_tool.usecases.acknowledging import token_of
from lti_tool.usecases.requests import token_of as request_token

from ..usecases.leading import LEAD, MEETING, WRITTEN
from .ljmu import COMMENT, DETAILS, Walk, signature
from .story import LinkHolder, Person, Story, csrf_in

AT = f"/awards/{LEAD}"
RAG = "national-standards/rag"
TRAINEE = "kim@student.example"
INDUCTION, REVIEW = "LEAD.1/induction", "CLOSING.1/annual-review"


class LeadWalk(Walk):
    """Everything is done by sending the pages' forms."""

    def __init__(self, story: Story, sub: str = "amara", name: str = "Amara Okafor") -> None:
        self.story, self.seat, self.desk = story, None, "/tutor"
        self.award = story.house.library.award(LEAD)
        self.at = AT
        self.details = {
            **DETAILS, "mentor_name": name, "email": f"{sub}@oakfield.example",
            "school_year": "2026/27",
        }  # fmt: skip
        self.mentor = story.enter(sub, "mentor", name=name)

    def enters(self) -> LeadWalk:
        self.sent(f"{AT}/enter", self.details)
        return self

    def meets_all_but(self, *left_out: str) -> None:
        """Everything, but for the requirements of these ids."""
        if "LEAD.1/rag" not in left_out:
            self.rates(RAG)
        for _, asked in self.award.requirements():
            if asked.id in left_out:
                continue
            if isinstance(asked, ReflectionWritten):
                self.writes(asked.reflection)
            if isinstance(asked, LogKept):
                self.keeps(asked.log, asked.at_least)
        if INDUCTION not in left_out:
            self.itec_confirms()
        if REVIEW not in left_out:
            self.tutor_reviews()

    def keeps(self, log_id: str = MEETING, times: int = 6) -> None:
        for week in reversed(range(times)):
            self.signs_off(log_id, weeks_ago=week)

    # --- The log ---------------------------------------------------------------------------------

    def new_entry(self, log_id: str = MEETING) -> str:
        """The address of a new entry's page, below the visit's own."""
        answer = self.mentor.post(f"{AT}/logs/{log_id}/new")
        assert answer.status_code == 200, answer.text
        return str(answer.request.path).removeprefix(self.mentor.root)

    def typed(self, log_id: str = MEETING, weeks_ago: int = 0, **other: str) -> dict[str, str]:
        on = self.story.clock.today() - timedelta(weeks=weeks_ago)
        own = {f"w-{name}": text for name, text in WRITTEN[log_id].items()}
        whole = {"on": on.isoformat(), "person": "Kim", "minutes": "60", "writer": "window"}
        return {**whole, **own, "revision": "0", **other}

    def signs_off(
        self, log_id: str = MEETING, *, entry: str = "", weeks_ago: int = 0, **other: Any
    ) -> str:
        """The address of the entry."""
        entry = entry or self.new_entry(log_id)
        name = {"name_typed": "Amara Okafor", "agreed": "yes", "then": "sign"}
        shown = self.sent(entry, {**self.typed(log_id, weeks_ago), **name, **other})
        assert "Signed off" in shown
        return entry

    def sends(self, entry: str) -> LinkHolder:
        """The trainee's browser, with the link of the mail."""
        self.sent(f"{entry}/ask", {"email": TRAINEE})
        return self.newest_link()

    def newest_link(self) -> LinkHolder:
        return self.story.link_holder(f"/s/{newest_token(self.story)}/log")

    # --- Others ----------------------------------------------------------------------------------

    def itec_confirms(self) -> str:
        holder = self.link()
        shown = holder.get().text
        answer = holder.post("/confirm", {
            f"tick-{INDUCTION}": "yes", f"on-{INDUCTION}": "2026-11-20",
            "name_typed": "Ruth Adeyemi",
        })  # fmt: skip
        assert answer.status_code == 200, answer.text
        return shown

    def tutor_reviews(self) -> str:
        tutor = self.story.tutor()
        at = f"/tutor/mentors/{self.page.enrolment_id}"
        shown = tutor.get(at).text
        said = {f"on-{REVIEW}": "2026-11-21", f"says-{REVIEW}": COMMENT}
        answer = tutor.post(f"{at}/confirm", said)
        assert answer.status_code == 200, answer.text
        return shown

    def mentor_signs(self) -> None:
        shown = self.mentor.get(f"{AT}/sign").text
        self.sent(f"{AT}/sign", signature(shown, "Amara Okafor"))

    def itec_signs(self) -> str:
        newest = self.page.requests[0]
        holder = self.story.link_holder(f"/s/{request_token(self.story.house, newest.request_id)}")
        shown = holder.get().text
        answer = holder.post("/sign", signature(shown, "Ruth Adeyemi"))
        assert answer.status_code == 200, answer.text
        return shown


def newest_token(story: Story) -> str:
    """The secret of the newest link about an entry that is still open."""
    with story.house.units.reading() as unit:
        newest = select(LogAcknowledgement.id).order_by(
            LogAcknowledgement.outcome.is_not(None), LogAcknowledgement.sent_at.desc()
        )
        found = unit.session.scalars(newest).first()
    assert found is not None
    return token_of(story.house, found)


def answers(holder: LinkHolder, outcome: str, comment: str = "") -> str:
    """The trainee's form."""
    token = csrf_in(holder.get().text)
    answer = holder.send("", {"csrf_token": token, "outcome": outcome, "comment": comment})
    assert answer.status_code == 200, answer.text
    return answer.text


def words_of(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def with_meetings(story: Story) -> tuple[Person, dict[str, str]]:
    """A lead mentor with meetings of every sort, and the links that their trainee was sent."""
    way = LeadWalk(story, "una", "Una Berg").enters()
    way.writes("planning")
    for weeks_ago in (5, 1):
        way.signs_off(weeks_ago=weeks_ago)
    entry = way.signs_off()
    answered = way.sends(entry)
    answers(answered, "differs", "We met on Thursday.")
    way.sent(f"{entry}/correct", {})
    way.mentor.post(f"{way.new_entry()}/draft", way.typed())
    open_link = way.sends(way.signs_off(weeks_ago=2))
    return way.mentor, {"about a meeting": open_link.link, "of an answer": answered.link}
