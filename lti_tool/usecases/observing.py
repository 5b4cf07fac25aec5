"""Observe a mentor at work, and write it down on the form that the award has for it.

The text is kept beside the fact and named by its digest. A correction withdraws the earlier fact
and makes a new one, so that signatures on what is no longer said fall.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lti_tool.domain import applying, statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.facts import Observed, Withdrawn
from lti_tool.domain.requirements import Observation
from lti_tool.domain.schemes import Award, FieldKind, ObservationForm, SheetField
from lti_tool.domain.seats import Seat
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.proceedings import ObservationNote
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement
from lti_tool.usecases.addresses import is_own_address
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.observation_views import (
    ObservationView,
    observation_asked,
    standing_observation,
    view_of,
)
from lti_tool.usecases.practice import signed_titles
from lti_tool.usecases.records import (
    OpenRecord,
    lock,
    open_record,
    settle,
    visible_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

EARLIEST = date(2000, 1, 1)
LONGEST = 5_000
MEANWHILE = (
    "This observation was written down in the meantime. What stands there now is shown below; your "
    "own words are still in the form."
)
CORRECTED = "Written down anew by the observer."


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """The form for one observer, with what was written down before."""

    enrolment_id: str
    mentor_name: str
    award: Award
    form: ObservationForm
    words: str
    known: ObservationView | None
    signed: tuple[str, ...]
    """Titles of signatures that a correction would void."""
    today: date


def observation_page(
    house: House, visit: Visit, enrolment_id: str, observation_id: str
) -> ObservationPage:
    """The form.

    Raises:
        NotAllowed: not this reader's to fill in.
        NotFound: not this reader's to see, or the award has no such form.
    """
    with house.units.reading() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        record = open_record(house, unit, enrolment)
        asked = observation_asked(record.award, observation_id)
        _seat(visit, record, asked)
        known = standing_observation(record, asked)
        return ObservationPage(
            enrolment_id=enrolment_id,
            mentor_name=record.state.record.details.get("mentor_name", ""),
            award=record.award,
            form=_form(record.award, observation_id),
            words=asked.words,
            known=view_of(unit, record, asked, known) if known else None,
            signed=signed_titles(record),
            today=unit.today,
        )


def _seat(visit: Visit, record: OpenRecord, asked: Observation) -> Seat:
    """The seat in which this visitor observes."""
    seats = seats_of(visit, record.enrolment)
    for seat in asked.seats:
        if seat in seats and seat is not Seat.MENTOR:
            return seat
    raise NotAllowed("This observation is not yours to write down.")


def _form(award: Award, observation_id: str) -> ObservationForm:
    for form in award.observations:
        if form.id == observation_id:
            return form
    raise NotFound("This award has no such observation.")


def write_down(
    house: House,
    visit: Visit,
    enrolment_id: str,
    observation_id: str,
    values: Mapping[str, str],
    on: date | None,
    *,
    known: str = "",
) -> tuple[str, ...]:
    """Keep what was observed; the same again changes nothing.

    ``known`` is the fact that the form was opened with: somebody else's words are not overwritten.
    The titles of signatures that this voided come back.

    Raises:
        Conflict: it was written down anew since, the mentor is not enrolled yet, or the
            certificate has been issued.
        InvalidInput: what is missing, too long or cannot be, field by field.
        NotAllowed: not this reader's to observe.
        NotFound: not this reader's to see, or the award has no such form.
    """
    with house.units.writing() as unit:
        record = _to_write_on(house, unit, visit, enrolment_id)
        asked = observation_asked(record.award, observation_id)
        seat = _seat(visit, record, asked)
        _refuse_not_now(record)
        form = _form(record.award, observation_id)
        clean, day = _checked(form, values, on, unit.today)
        before = standing_observation(record, asked)
        fact = _fact(unit, visit, asked, seat, day, clean)
        if before is not None and before.digest == fact.digest:
            return ()
        if (before.id if before else "") != known:
            raise Conflict(MEANWHILE)
        _keep(house, unit, record, form, fact, before)
        unit.session.add(_note(enrolment_id, fact, clean))
        voided = settle(house, unit, record.enrolment)
        _tell(house, unit, record, form, fact, corrected=before is not None)
        return voided


def _to_write_on(house: House, unit: UnitOfWork, visit: Visit, enrolment_id: str) -> OpenRecord:
    """The record, with nobody else writing on it; not for somebody with the mentor's address."""
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    _refuse_own_address(unit, visit, record)
    return record


def _fact(
    unit: UnitOfWork,
    visit: Visit,
    asked: Observation,
    seat: Seat,
    day: date,
    values: Mapping[str, str],
) -> Observed:
    return Observed(
        id=new_id(),
        on=day,
        at=unit.now,
        by=visit.person_id,
        observation=asked.observation,
        seat=seat,
        digest=_digest(asked.observation, seat, day, values),
    )


def _note(enrolment_id: str, fact: Observed, values: Mapping[str, str]) -> ObservationNote:
    return ObservationNote(
        fact_id=fact.id,
        enrolment_id=enrolment_id,
        observation=fact.observation,
        values=dict(values),
        written_at=fact.at,
    )


def _refuse_own_address(unit: UnitOfWork, visit: Visit, record: OpenRecord) -> None:
    own = record.state.record.details.get("email", "")
    if visit.email and is_own_address(unit, record.enrolment.person_id, visit.email, own):
        raise NotAllowed("The mentor has your e-mail address: nobody observes themself.")


def _refuse_not_now(record: OpenRecord) -> None:
    if record.issued:
        raise Conflict(CLOSED)
    if not applying.under_way(record.state.record):
        raise Conflict("The mentor is not enrolled yet: the application comes first.")


def _digest(observation: str, seat: Seat, on: date, values: Mapping[str, str]) -> str:
    """SHA-256 (hex) of what was written down, over canonical JSON."""
    said = {"observation": observation, "seat": str(seat), "on": on.isoformat(), "values": values}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(
    form: ObservationForm, values: Mapping[str, str], on: date | None, today: date
) -> tuple[dict[str, str], date]:
    """The form's texts, trimmed, and its day.

    Raises:
        InvalidInput: what is missing, too long or cannot be, field by field.
    """
    wrong: dict[str, str] = {}
    if on is None:
        wrong["on"] = "Please give the day of the observation."
    elif not EARLIEST <= on <= today:
        wrong["on"] = "Please give the day on which it was, today or earlier."
    clean: dict[str, str] = {}
    for field in form.fields:
        text = checked_text(field.name, values.get(field.name, "")).strip()
        problem = _problem(field, text)
        if problem:
            wrong[field.name] = problem
        clean[field.name] = text
    if wrong or on is None:
        raise InvalidInput(wrong)
    return clean, on


def _problem(field: SheetField, text: str) -> str:
    if not text:
        return f"Please fill in “{field.label}”." if field.required else ""
    if len(text) > LONGEST:
        return f"Please keep “{field.label}” under {LONGEST:,} characters."
    if field.kind is FieldKind.CHOICE and text not in field.choices:
        return f"Please choose one of the answers offered for “{field.label}”."
    return ""


def _keep(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    form: ObservationForm,
    fact: Observed,
    before: Observed | None,
) -> None:
    """The facts with their statements; the record is settled once the words are there too."""
    enrolment = record.enrolment
    ctx = context_for(house, unit, person_id=fact.by, enrolment=enrolment)
    award, named = award_named(record.award), Named(form.id, form.title)
    if before is not None:
        gone = Withdrawn(
            id=new_id(), on=unit.today, at=unit.now, by=fact.by, fact=before.id, reason=CORRECTED
        )
        keep_fact(unit, gone, person_id=enrolment.person_id, enrolment=enrolment.id)
        told = statements.observation_withdrawn(
            ctx, event_id=gone.id, award=award, form=named, recorded=before.id
        )
        keep_statement(unit, fact.by, told)
    keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=enrolment.id)
    told = statements.observed(ctx, event_id=fact.id, award=award, form=named, seat=fact.seat)
    keep_statement(unit, fact.by, told)


def _tell(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    form: ObservationForm,
    fact: Observed,
    *,
    corrected: bool,
) -> None:
    said = "has been written down anew" if corrected else "has been written down"
    tell_mentor(
        house,
        unit,
        record,
        cause=f"observed:{fact.id}",
        subject=f"Observation: {form.title}",
        paragraphs=[
            f"The observation “{form.title}” for your {record.award.title} {said}.",
            "You can read it on your record in the course.",
        ],
    )
