"""A lead mentor's school year, requirement by requirement, with everybody who is needed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from lti_tool.domain.requirements import LogKept
from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.logs import LogAcknowledgement
from lti_tool.usecases import acknowledging, awards, log_signing, logs, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.log_checks import Typed
from lti_tool.usecases.log_views import EntryPage
from lti_tool.usecases.platforms import add_school

from .award_fixtures import launch
from .journeying import VALUES, Journey
from .place import Place, StillClock, rows

LEAD = "exeter/lead-mentor"
MEETING, OBSERVATION = "weekly-meeting", "weekly-observation"
WRITTEN: Mapping[str, Mapping[str, str]] = {
    MEETING: {
        "progress": "Both targets are met.",
        "discussed": "Questions that wait for an answer.",
        "targets": "Count to five after a question.",
        "next": "Year 9 on Tuesday, together.",
    },
    OBSERVATION: {
        "lesson": "Year 8, fractions",
        "role": "Watched",
        "focus": "Questions",
        "seen": "Six hands after the third question.",
        "strengths": "Waited longer each time.",
        "target": "Ask those who do not put their hand up.",
    },
}
TRAINEE = "kim@student.example"


class Lead(Journey):
    """Uses the use cases as pages do."""

    def __init__(self, house: House, place: Place, clock: StillClock) -> None:
        self.house, self.place, self.clock = house, place, clock
        self.award = house.library.award(LEAD)
        self.mentor = launch(house, place, Role.MENTOR, name="Ines E.", email="ines@uni.example")
        self.seat = Seat.LINK_TUTOR
        self.signer = self._for_the_university()

    def begins(self) -> Lead:
        add_school(
            self.house.units,
            provider="example",
            name="Example School",
            postcode="L176BD",
            email_domain="school.example",
        )
        values = {**VALUES, "school_year": "2026/27"}
        awards.enrol(self.house, self.mentor, LEAD, values, consent=True)
        self._later()
        return self

    @property
    def needs(self) -> dict[str, Callable[[], None]]:
        steps = super().needs
        for _, asked in self.award.requirements():
            if isinstance(asked, LogKept):
                steps[asked.id] = self._step(self.keeps, asked.log)
        return steps

    def keeps(self, log_id: str, times: int = 6) -> None:
        """Sign off one entry a week, the last of them this week."""
        for week in reversed(range(times)):
            self.signs_off(log_id, weeks_ago=week)

    # --- One entry -------------------------------------------------------------------------------

    def begins_entry(self, log_id: str = MEETING) -> str:
        return logs.begin_entry(self.house, self.mentor, LEAD, log_id)

    def typed(self, log_id: str = MEETING, *, weeks_ago: int = 0, **other: Any) -> dict[str, str]:
        on = self.clock.today() - timedelta(weeks=weeks_ago)
        whole = {"on": on.isoformat(), "person": "Kim", "minutes": "60", "changed": ""}
        return {**whole, **WRITTEN[log_id], **other}

    def signs_off(
        self,
        log_id: str = MEETING,
        entry_id: str = "",
        *,
        weeks_ago: int = 0,
        agreed: bool = True,
        name: str = "Ines Example",
        told: str = "",
        **other: Any,
    ) -> str:
        """The entry's id."""
        entry_id = entry_id or self.begins_entry(log_id)
        revision = self.entry(entry_id, log_id).revision
        values = self.typed(log_id, weeks_ago=weeks_ago, **other)
        typed = Typed(values, revision, "window")
        log_signing.sign_off(
            self.house, self.mentor, LEAD, log_id, entry_id, typed,
            name_typed=name, agreed=agreed, told=told,
        )  # fmt: skip
        self._later()
        return entry_id

    def corrects(self, entry_id: str, log_id: str = MEETING, **other: Any) -> None:
        logs.correct_entry(self.house, self.mentor, LEAD, log_id, entry_id)
        told = ",".join(one.id for one in self.entry(entry_id, log_id).falling)
        self.signs_off(log_id, entry_id, told=told, **{"changed": "The date.", **other})

    def entry(self, entry_id: str, log_id: str = MEETING) -> EntryPage:
        return logs.entry_page(self.house, self.mentor, LEAD, log_id, entry_id)

    # --- The trainee -----------------------------------------------------------------------------

    def asks(self, entry_id: str, email: str = TRAINEE, log_id: str = MEETING) -> str:
        """The secret of the link that was mailed."""
        acknowledging.ask(self.house, self.mentor, LEAD, log_id, entry_id, email)
        self._later()
        return self.newest_token()

    def newest_token(self) -> str:
        found = rows(self.house, LogAcknowledgement)
        newest = max(found, key=lambda one: (one.sent_at, one.outcome is None))
        return acknowledging.token_of(self.house, newest.id)

    # --- The end ---------------------------------------------------------------------------------

    def mentor_signs(self) -> None:
        signing.sign(
            self.house, self.mentor, self.page.enrolment_id, Seat.MENTOR,
            name_typed="Ines Example", digest=self.page.digest, agreed=True,
        )  # fmt: skip
        self._later()

    def everybody_signs(self) -> Lead:
        self.mentor_signs()
        signing.sign_by_link(
            self.house, self.link, name_typed="P. Khan", digest=self.page.digest, agreed=True
        )
        self._later()
        return self
