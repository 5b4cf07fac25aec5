"""The panel: readers whom the office asks, their notes and recommendations, the chair's decision.

What readers write is for the panel and the office. The mentor is told the decision, in the chair's
words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.facts import Decision, HandedIn, PanelDecided
from lti_tool.domain.panels import FEWEST_READERS, Portfolio, asks_panel
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import PlatformRegistration, Provider, StaffGrant
from lti_tool.persistence.proceedings import PanelReading
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.addresses import is_own_address
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import CLOSED, needed_text
from lti_tool.usecases.handing_in import portfolio, portfolio_named
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    visible_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

NOT_HANDED_IN = "Nothing is with the panel now: the portfolio has not been handed in."


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's part."""

    person_id: str
    name: str
    chairs: bool
    note: str
    recommendation: Decision | None
    written_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """What is with the panel, for the office and for the panel itself."""

    enrolment_id: str
    award: Award
    mentor_name: str
    portfolio: Portfolio
    readings: tuple[Reading, ...]
    """Of the newest handing in."""
    members: tuple[tuple[str, str], ...]
    """Id and name of everybody who may be asked."""
    mine: Reading | None
    decided: PanelDecided | None
    with_panel: bool
    today: date

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not written yet."""
        return tuple(one.name for one in self.readings if one.written_at is None)

    @property
    def may_decide(self) -> bool:
        """Whether the reader chairs, and everybody who was asked has written."""
        enough = len(self.readings) >= FEWEST_READERS and not self.missing
        return self.with_panel and enough and self.mine is not None and self.mine.chairs


def panel_page(house: House, visit: Visit, enrolment_id: str) -> PanelPage:
    """What is with the panel.

    Raises:
        NotAllowed: the visitor is neither of the office nor of the panel.
        NotFound: not this reader's to see, or no panel decides about the award.
    """
    with house.units.reading() as unit:
        record = _record(house, unit, visit, enrolment_id, {Seat.OFFICE, Seat.PANEL})
        found = portfolio(record, unit.today)
        readings = _views(unit, visit, _readings(unit, found.handed_in))
        return PanelPage(
            enrolment_id=enrolment_id,
            award=record.award,
            mentor_name=record.state.record.details.get("mentor_name", ""),
            portfolio=found,
            readings=readings,
            members=_members(unit, record),
            mine=next((one for one in readings if one.mine), None),
            decided=found.decided,
            with_panel=found.with_panel and not record.issued,
            today=unit.today,
        )


def _record(
    house: House, unit: UnitOfWork, visit: Visit, enrolment_id: str, seats: Collection[Seat]
) -> OpenRecord:
    """The record, for somebody in one of the seats."""
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    if not seats_of(visit, enrolment) & set(seats):
        raise NotAllowed("This is for the panel and the office: nobody decides about themself.")
    record = open_record(house, unit, enrolment)
    if not asks_panel(record.award):
        raise NotFound("No panel decides about this award.")
    return record


def _record_to_change(
    house: House, unit: UnitOfWork, visit: Visit, enrolment_id: str, seat: Seat
) -> OpenRecord:
    """The same, read when nobody else can change it any more."""
    lock(unit, visible_enrolment(unit, visit, enrolment_id))
    return _record(house, unit, visit, enrolment_id, {seat})


def _readings(unit: UnitOfWork, handed_in: HandedIn | None) -> Sequence[PanelReading]:
    if handed_in is None:
        return ()
    query = (
        select(PanelReading)
        .where(PanelReading.handed_in == handed_in.id, PanelReading.taken_off_at.is_(None))
        .order_by(PanelReading.chairs.desc(), PanelReading.asked_at, PanelReading.id)
    )
    return unit.session.scalars(query).all()


def _views(unit: UnitOfWork, visit: Visit, rows: Sequence[PanelReading]) -> tuple[Reading, ...]:
    query = select(Person.id, Person.name).where(Person.id.in_([row.person_id for row in rows]))
    names = {
        person_id: name or "(no name given)" for person_id, name in unit.session.execute(query)
    }
    return tuple(
        Reading(
            person_id=row.person_id,
            name=names[row.person_id],
            chairs=row.chairs,
            note=row.note,
            recommendation=Decision(row.recommendation) if row.recommendation else None,
            written_at=row.written_at,
            mine=row.person_id == visit.person_id,
        )
        for row in rows
    )


def _members(unit: UnitOfWork, record: OpenRecord) -> tuple[tuple[str, str], ...]:
    """People of the panel who have been here once, the mentor left out under any account."""
    mentor = record.enrolment.person_id
    query = (
        select(Person.id, Person.name, Person.email)
        .join(PlatformRegistration, PlatformRegistration.issuer == Person.issuer)
        .join(StaffGrant, StaffGrant.registration_id == PlatformRegistration.id)
        .where(
            StaffGrant.provider_id == record.enrolment.provider_id,
            StaffGrant.role == Role.PANEL,
            StaffGrant.sub == Person.sub,
            Person.id != mentor,
        )
        .distinct()
        .order_by(Person.name)
    )
    own = record.state.record.details.get("email", "")
    return tuple(
        (person_id, name or "(no name given)")
        for person_id, name, email in unit.session.execute(query)
        if not email or not is_own_address(unit, mentor, email, own)
    )


def ask_readers(
    house: House, visit: Visit, enrolment_id: str, readers: Collection[str], chair: str
) -> None:
    """The office asks these people to read the portfolio, one of them in the chair.

    Who has written already stays, whether named or not. Each new reader is told by mail.

    Raises:
        Conflict: nothing is with the panel now.
        InvalidInput: too few, somebody who is not of the panel, or no chair among them, by field.
        NotAllowed: not of the office.
        NotFound: not this reader's to see, or no panel decides about the award.
    """
    with house.units.writing() as unit:
        record = _record_to_change(house, unit, visit, enrolment_id, Seat.OFFICE)
        handed_in = _with_panel(record, unit.today)
        members = dict(_members(unit, record))
        _check_readers(members, readers, chair)
        known = _known(unit, handed_in)
        for person_id, row in known.items():
            if person_id not in readers and row.written_at is None:
                row.taken_off_at = unit.now
        for person_id in sorted(readers):
            row = known.get(person_id) or _asked(unit, record, handed_in, person_id)
            if row.taken_off_at is not None or person_id not in known:
                row.taken_off_at, row.asked_at = None, unit.now
                _tell_reader(house, unit, record, row)
        unit.session.flush()
        for row in _known(unit, handed_in).values():
            row.chairs = row.person_id == chair


def _with_panel(record: OpenRecord, today: date) -> HandedIn:
    found = portfolio(record, today)
    if record.issued:
        raise Conflict(CLOSED)
    if found.handed_in is None or not found.with_panel:
        raise Conflict(NOT_HANDED_IN)
    return found.handed_in


def _check_readers(members: Collection[str], readers: Collection[str], chair: str) -> None:
    wrong: dict[str, str] = {}
    if len(set(readers)) < FEWEST_READERS or not set(readers) <= set(members):
        wrong["readers"] = f"Please choose at least {FEWEST_READERS} people of the panel."
    if chair not in readers:
        wrong["chair"] = "Please choose who chairs, among those who read."
    if wrong:
        raise InvalidInput(wrong)


def _known(unit: UnitOfWork, handed_in: HandedIn) -> dict[str, PanelReading]:
    """Everybody ever asked about this handing in, by person."""
    query = select(PanelReading).where(PanelReading.handed_in == handed_in.id)
    return {row.person_id: row for row in unit.session.scalars(query)}


def _asked(
    unit: UnitOfWork, record: OpenRecord, handed_in: HandedIn, person_id: str
) -> PanelReading:
    row = PanelReading(
        id=new_id(),
        enrolment_id=record.enrolment.id,
        handed_in=handed_in.id,
        person_id=person_id,
        chairs=False,
        asked_at=unit.now,
    )
    unit.session.add(row)
    return row


def _tell_reader(house: House, unit: UnitOfWork, record: OpenRecord, row: PanelReading) -> None:
    reader = unit.session.get_one(Person, row.person_id)
    if not reader.email:
        return
    provider = unit.session.get_one(Provider, record.enrolment.provider_id)
    mentor = record.state.record.details.get("mentor_name", "a mentor")
    letter = note(
        f"panel:{row.id}:{unit.now.isoformat()}",
        reader.email,
        f"A portfolio to read: {mentor}",
        [
            f"Dear {reader.name or 'colleague'},",
            f"{mentor} has handed in their portfolio for the {record.award.title}. The office asks "
            "you to read it for the panel, to write a note, and to recommend a decision.",
            "Open the tool from your course: the panel's desk there leads to it.",
        ],
        f"With good wishes\n{provider.office_name}\n{provider.name}",
    )
    post(house, unit, letter, provider_id=provider.id)


def write_reading(
    house: House, visit: Visit, enrolment_id: str, note_text: str, recommendation: str
) -> None:
    """A reader's note and recommendation; it can be changed until the panel has decided.

    Raises:
        Conflict: nothing is with the panel now.
        InvalidInput: no note, or no recommendation, by field.
        NotAllowed: the visitor was not asked to read it.
        NotFound: not this reader's to see, or no panel decides about the award.
    """
    wrong = _wrong_decision("recommendation", recommendation)
    text = needed_text(wrong, "note", note_text, "Please write what you have found.")
    with house.units.writing() as unit:
        record = _record_to_change(house, unit, visit, enrolment_id, Seat.PANEL)
        row = _own(unit, visit, _with_panel(record, unit.today))
        row.note, row.recommendation, row.written_at = text, recommendation, unit.now


def _wrong_decision(field: str, word: str) -> dict[str, str]:
    known = {str(decision) for decision in Decision}
    return {} if word in known else {field: "Please choose one of the answers."}


def _own(unit: UnitOfWork, visit: Visit, handed_in: HandedIn) -> PanelReading:
    for row in _readings(unit, handed_in):
        if row.person_id == visit.person_id:
            return row
    raise NotAllowed("You were not asked to read this portfolio. The office asks the readers.")


def decide(house: House, visit: Visit, enrolment_id: str, decision: str, words: str) -> None:
    """The chair records what the panel decides; the mentor is told.

    Raises:
        Conflict: nothing is with the panel now, or somebody has not written yet.
        InvalidInput: no decision, or no words for the mentor, by field.
        NotAllowed: the visitor does not chair.
        NotFound: not this reader's to see, or no panel decides about the award.
    """
    wrong = _wrong_decision("decision", decision)
    text = needed_text(wrong, "words", words, "Please write what the mentor is to read.")
    with house.units.writing() as unit:
        record = _record_to_change(house, unit, visit, enrolment_id, Seat.PANEL)
        handed_in = _with_panel(record, unit.today)
        if not _own(unit, visit, handed_in).chairs:
            raise NotAllowed("The chair records the decision.")
        readings = _readings(unit, handed_in)
        if len(readings) < FEWEST_READERS or any(row.written_at is None for row in readings):
            raise Conflict("Not everybody who was asked has written their note yet.")
        fact = PanelDecided(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            decision=Decision(decision),
            words=text,
        )
        add_facts(house, unit, record.enrolment, [fact])
        _state(house, unit, record, fact)
        _tell_decision(house, unit, record, fact)


def _state(house: House, unit: UnitOfWork, record: OpenRecord, fact: PanelDecided) -> None:
    mentor = record.enrolment.person_id
    passed = fact.decision is Decision.PASSED
    made = statements.portfolio_passed if passed else statements.portfolio_failed
    told = made(
        context_for(house, unit, person_id=mentor, enrolment=record.enrolment),
        event_id=fact.id,
        award=award_named(record.award),
        portfolio=portfolio_named(record),
    )
    keep_statement(unit, mentor, told)


_DECIDED = {
    Decision.PASSED: (
        "The panel has passed your portfolio",
        "The last signatures come next, and then your certificate.",
    ),
    Decision.REFER: (
        "The panel asks for more",
        "When you have done it, hand your portfolio in again on the page of your award.",
    ),
    Decision.NOT_PASSED: (
        "The panel did not pass your portfolio this time",
        "Your tutor or the office can tell you what you can do from here.",
    ),
}


def _tell_decision(house: House, unit: UnitOfWork, record: OpenRecord, fact: PanelDecided) -> None:
    subject, after = _DECIDED[fact.decision]
    tell_mentor(
        house,
        unit,
        record,
        cause=f"panel:{fact.id}",
        subject=subject,
        paragraphs=[
            f"{subject}: {record.award.title}. The panel writes:",
            fact.words,
            after,
        ],
    )
