"""Hand in a portfolio: here by the mentor, or on paper to the tutor or the office.

The office gives more time, with a reason. A reminder goes out a month and a week before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.dates import months_after
from lti_tool.domain.facts import Extended, HandedIn, Withdrawn
from lti_tool.domain.panels import Portfolio, asks_panel, portfolio_of
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Seat
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.proceedings import PanelReading
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import CLOSED, needed_text
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    own_enrolment,
    visible_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

HERE, PAPER = "here", "paper"
TAKEN_BACK = "Taken back before it was read."
NOT_YOURS = (
    "Whoever handed it in or received it takes it back: the mentor what is handed in here, the "
    "tutor what came on paper. The office can do either."
)
LONGEST_EXTENSION = 60
"""Months from today."""


@dataclass(frozen=True, slots=True)
class HandingInPage:
    """The portfolio's way, for the mentor or for those who record it for them."""

    enrolment_id: str
    award: Award
    mentor_name: str
    portfolio: Portfolio
    panel: bool
    """Whether a panel decides about it."""
    closed: bool
    may_take_back: bool
    """Whether the reader may take the newest handing in back: theirs, and nobody has read it."""
    today: date


def my_portfolio(house: House, visit: Visit, award_id: str) -> HandingInPage:
    """The mentor's own.

    Raises:
        NotFound: the award asks for no portfolio, or the visitor has not entered it.
    """
    with house.units.reading() as unit:
        return _page(unit, visit, open_record(house, unit, own_enrolment(unit, visit, award_id)))


def someones_portfolio(house: House, visit: Visit, enrolment_id: str) -> HandingInPage:
    """A mentor's, for a tutor or the office.

    Raises:
        NotAllowed: not this reader's to record.
        NotFound: not this reader's to see, or the award asks for no portfolio.
    """
    with house.units.reading() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        _may_receive(visit, enrolment)
        return _page(unit, visit, open_record(house, unit, enrolment))


def _page(unit: UnitOfWork, visit: Visit, record: OpenRecord) -> HandingInPage:
    found = portfolio(record, unit.today)
    waits = found.handed_in if found.with_panel and not record.issued else None
    return HandingInPage(
        enrolment_id=record.enrolment.id,
        award=record.award,
        mentor_name=record.state.record.details.get("mentor_name", ""),
        portfolio=found,
        panel=asks_panel(record.award),
        closed=record.issued,
        may_take_back=waits is not None
        and may_take_back(visit, record.enrolment, waits)
        and not is_read(unit, waits),
        today=unit.today,
    )


def portfolio(record: OpenRecord, today: date) -> Portfolio:
    """Where the portfolio of a record is.

    Raises:
        NotFound: the award asks for none.
    """
    found = portfolio_of(record.award, record.facts, today)
    if found is None:
        raise NotFound("This award asks for no portfolio. Its page shows what it asks for.")
    return found


def _may_receive(visit: Visit, enrolment: Enrolment) -> None:
    if not seats_of(visit, enrolment) & {Seat.LINK_TUTOR, Seat.OFFICE}:
        raise NotAllowed("A portfolio on paper is received by a tutor or the office.")


def hand_in(house: House, visit: Visit, award_id: str, *, agreed: bool) -> None:
    """The mentor hands in what is in their portfolio here. Sent twice, it is handed in once.

    Raises:
        Conflict: it cannot be handed in now: too early, too late, empty, or decided already.
        InvalidInput: the mentor does not say that it is theirs.
        NotFound: the award asks for no portfolio, or the visitor has not entered it.
    """
    if not agreed:
        raise InvalidInput({"agreed": "Please tick that this is your own work."})
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        found = portfolio(record, unit.today)
        if found.with_panel:
            return
        _refuse(record, found, unit.today)
        if not found.items:
            raise Conflict("There is nothing in your portfolio yet. Add your evidence first.")
        _keep(house, unit, record, by=visit.person_id, how=HERE, on=unit.today)


def _refuse(record: OpenRecord, found: Portfolio, on: date) -> None:
    if record.issued:
        raise Conflict(CLOSED)
    if found.decided is not None and not found.asked_again:
        raise Conflict("The panel has decided about this portfolio already.")
    if found.until is None:
        raise Conflict("The time for the portfolio begins with the briefing, which comes first.")
    if not found.takes(on):
        raise Conflict(
            "This day lies outside the time for the portfolio. The office can give more time, "
            "with a reason."
        )


def receive(house: House, visit: Visit, enrolment_id: str, on: date | None) -> None:
    """A tutor or the office has received the portfolio on paper. Sent twice, it is kept once.

    Raises:
        Conflict: it cannot be handed in on that day, or is with the panel or decided.
        InvalidInput: no day, or one to come.
        NotAllowed: not this reader's to receive.
        NotFound: not this reader's to see, or the award asks for no portfolio.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        _may_receive(visit, enrolment)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        found = portfolio(record, unit.today)
        if on is None or on > unit.today:
            raise InvalidInput({"on": "Please give the day on which it came, today or earlier."})
        if found.with_panel:
            return
        _refuse(record, found, on)
        _keep(house, unit, record, by=visit.person_id, how=PAPER, on=on)
        tell_mentor(
            house,
            unit,
            record,
            cause=f"received:{enrolment_id}:{unit.now.isoformat()}",
            subject="Your portfolio has arrived",
            paragraphs=[
                f"Your portfolio for the {record.award.title} has arrived on paper. Your record in "
                "the course shows who has it now."
            ],
        )


def _keep(
    house: House, unit: UnitOfWork, record: OpenRecord, *, by: str, how: str, on: date
) -> None:
    fact = HandedIn(id=new_id(), on=on, at=unit.now, by=by, how=how)
    add_facts(house, unit, record.enrolment, [fact])
    mentor = record.enrolment.person_id
    told = statements.portfolio_submitted(
        context_for(house, unit, person_id=mentor, enrolment=record.enrolment),
        event_id=fact.id,
        award=award_named(record.award),
        portfolio=portfolio_named(record),
    )
    keep_statement(unit, mentor, told)
    _tell_office(house, unit, record, fact)


def _tell_office(house: House, unit: UnitOfWork, record: OpenRecord, fact: HandedIn) -> None:
    """The office names the readers; where no panel decides there is nothing for it to do."""
    provider = unit.session.get_one(Provider, record.enrolment.provider_id)
    if not provider.office_email or not asks_panel(record.award):
        return
    name = record.state.record.details.get("mentor_name", "A mentor")
    came = "on paper" if fact.how == PAPER else "in the tool"
    letter = note(
        f"handed-in:{fact.id}",
        provider.office_email,
        f"A portfolio has come: {name}",
        [
            "Dear colleagues,",
            f"{name} has handed in their portfolio for the {record.award.title}, {came}. Please "
            "name who reads it, and who chairs.",
            "Open the tool from your course: your desk there lists the portfolios without readers.",
        ],
        provider.name,
    )
    post(house, unit, letter, provider_id=provider.id)


def take_back(house: House, visit: Visit, enrolment_id: str) -> None:
    """Take a handing in back while nobody has read it yet: what was sent too early, or in error.

    The mentor takes back what they handed in here, a tutor what they received on paper, the office
    either. Done twice, it is done once.

    Raises:
        Conflict: the panel has begun to read it or has decided, or the certificate is issued.
        NotAllowed: not this visitor's to take back.
        NotFound: not this reader's to see, or the award asks for no portfolio.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        found = portfolio(record, unit.today)
        handed_in = found.handed_in
        if handed_in is None or found.asked_again:
            return
        if not may_take_back(visit, enrolment, handed_in):
            raise NotAllowed(NOT_YOURS)
        if not found.with_panel:
            raise Conflict("The panel has decided about this portfolio already.")
        if is_read(unit, handed_in):
            raise Conflict("The panel has begun to read it, so it stays as it was handed in.")
        _keep_taken_back(house, unit, record, handed_in, by=visit.person_id)


def may_take_back(visit: Visit, enrolment: Enrolment, handed_in: HandedIn) -> bool:
    """Whether it is the visitor's to take back, as long as nobody has read it."""
    theirs = {Seat.MENTOR} if handed_in.how == HERE else {Seat.LINK_TUTOR}
    return bool(seats_of(visit, enrolment) & {*theirs, Seat.OFFICE})


def is_read(unit: UnitOfWork, handed_in: HandedIn) -> bool:
    """Whether somebody of the panel has written about it."""
    query = select(PanelReading.id).where(
        PanelReading.handed_in == handed_in.id, PanelReading.written_at.is_not(None)
    )
    return unit.session.scalar(query.limit(1)) is not None


def _keep_taken_back(
    house: House, unit: UnitOfWork, record: OpenRecord, handed_in: HandedIn, *, by: str
) -> None:
    gone = Withdrawn(
        id=new_id(), on=unit.today, at=unit.now, by=by, fact=handed_in.id, reason=TAKEN_BACK
    )
    add_facts(house, unit, record.enrolment, [gone])
    mentor = record.enrolment.person_id
    told = statements.portfolio_withdrawn(
        context_for(house, unit, person_id=mentor, enrolment=record.enrolment),
        event_id=gone.id,
        award=award_named(record.award),
        portfolio=portfolio_named(record),
        handed_in=handed_in.id,
    )
    keep_statement(unit, mentor, told)


def portfolio_named(record: OpenRecord) -> Named:
    """The portfolio as statements name it, under an opaque key."""
    return Named(record.enrolment.id, f"Portfolio: {record.award.title}")


def extend(house: House, visit: Visit, enrolment_id: str, until: date | None, reason: str) -> None:
    """The office gives more time, until a day, for a reason that the mentor reads.

    Raises:
        Conflict: the certificate has been issued, or the time has not begun.
        InvalidInput: a day that gives no more time or lies too far off, or no reason, by field.
        NotAllowed: not of the office.
        NotFound: not this reader's to see, or the award asks for no portfolio.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        if Seat.OFFICE not in seats_of(visit, enrolment):
            raise NotAllowed("The office gives more time.")
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        found = portfolio(record, unit.today)
        if record.issued:
            raise Conflict(CLOSED)
        if found.until is None:
            raise Conflict(
                "The time for the portfolio begins with the briefing, which comes first."
            )
        day, reason = _checked(found.until, until, reason, unit.today)
        fact = Extended(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            requirement=found.asked.id,
            until=day,
            reason=reason,
        )
        add_facts(house, unit, enrolment, [fact])
        _tell_extended(house, unit, record, fact)


def _tell_extended(house: House, unit: UnitOfWork, record: OpenRecord, fact: Extended) -> None:
    tell_mentor(
        house,
        unit,
        record,
        cause=f"extended:{fact.id}",
        subject="More time for your portfolio",
        paragraphs=[
            f"You can hand in your portfolio for the {record.award.title} until "
            f"{fact.until.day} {fact.until:%B %Y}. The reason given: {fact.reason}"
        ],
    )


def _checked(known: date, until: date | None, reason: str, today: date) -> tuple[date, str]:
    wrong: dict[str, str] = {}
    if until is None or until <= max(known, today):
        day = max(known, today)
        wrong["until"] = f"Please give a day after {day.day} {day:%B %Y}."
    elif until > months_after(today, LONGEST_EXTENSION):
        wrong["until"] = "This day is too far off. Please check the year."
    reason = needed_text(wrong, "reason", reason, "Please say why; the mentor reads it.")
    if until is None:
        raise InvalidInput(wrong)
    return until, reason
