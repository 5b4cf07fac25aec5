"""Observations as records show them: the form's questions with what the observer wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lti_tool.domain.facts import Observed, Withdrawn, order
from lti_tool.domain.requirements import Observation
from lti_tool.domain.schemes import Award
from lti_tool.errors import NotFound
from lti_tool.persistence.people import Person
from lti_tool.persistence.proceedings import ObservationNote
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.records import OpenRecord


@dataclass(frozen=True, slots=True)
class ObservationView:
    """An observation that stands."""

    fact_id: str
    observation: str
    title: str
    on: date
    by_name: str
    written_at: datetime
    values: tuple[tuple[str, str, str], ...]
    """Name, label and text of each field."""

    def value(self, name: str) -> str:
        """What was written in that field."""
        return next((text for field, _, text in self.values if field == name), "")


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """An observation that the award asks for, written down or not."""

    observation: str
    title: str
    words: str
    view: ObservationView | None


def observations_asked(award: Award) -> tuple[Observation, ...]:
    """The observations that an award asks for."""
    return tuple(r for _, r in award.requirements() if isinstance(r, Observation))


def observation_asked(award: Award, observation_id: str) -> Observation:
    """The one of that id.

    Raises:
        NotFound: the award asks for no such observation.
    """
    for asked in observations_asked(award):
        if asked.observation == observation_id:
            return asked
    raise NotFound("This award asks for no such observation.")


def standing_observation(record: OpenRecord, asked: Observation) -> Observed | None:
    """The one that decides: the earliest that nobody has corrected."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    found = [
        fact
        for fact in record.facts
        if isinstance(fact, Observed)
        and fact.observation == asked.observation
        and fact.seat in asked.seats
        and fact.id not in withdrawn
    ]
    return min(found, key=order, default=None)


def observation_rows(unit: UnitOfWork, record: OpenRecord) -> tuple[ObservationRow, ...]:
    """Every observation that the award asks for."""
    titles = {form.id: form.title for form in record.award.observations}
    rows = []
    for asked in observations_asked(record.award):
        fact = standing_observation(record, asked)
        view = view_of(unit, record, asked, fact) if fact else None
        title = titles.get(asked.observation, asked.words)
        rows.append(ObservationRow(asked.observation, title, asked.words, view))
    return tuple(rows)


def view_of(
    unit: UnitOfWork, record: OpenRecord, asked: Observation, fact: Observed
) -> ObservationView:
    """What was written down, under the form's own labels."""
    query = (
        select(ObservationNote, Person.name)
        .join(Person, Person.id == fact.by)
        .where(ObservationNote.fact_id == fact.id)
    )
    found = unit.session.execute(query).one_or_none()
    note, name = (found[0], found[1]) if found else (None, None)
    values = note.values if note else {}
    form = next(f for f in record.award.observations if f.id == asked.observation)
    return ObservationView(
        fact_id=fact.id,
        observation=asked.observation,
        title=form.title,
        on=fact.on,
        by_name=name or "",
        written_at=fact.at,
        values=tuple((f.name, f.label, values.get(f.name, "")) for f in form.fields),
    )
