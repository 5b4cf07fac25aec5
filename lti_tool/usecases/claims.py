"""Earlier experience in place of a criterion's activities: claimed, then decided by a seat.

Which seat it is stands in the scheme's waiver rule. A PCM decides through an e-mailed link
(:mod:`lti_tool.usecases.confirming`); the office or a link tutor decides on the record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import false, or_, select

from lti_tool.domain import statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.facts import Waived
from lti_tool.domain.seats import Seat, begun
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import Enrolment, WaiverRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.addresses import is_own_address
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    enrolled_on,
    lock,
    open_record,
    own_award,
    own_enrolment,
    visible_enrolment,
)
from lti_tool.usecases.telling import actor_of, award_named, context_for
from lti_tool.usecases.visits import Visit

LONGEST_TEXT = 4000
CLOSED = "The certificate has been issued, so the record is closed."


def claim_experience(
    house: House, visit: Visit, award_id: str, criteria: tuple[str, ...], evidence: str
) -> Seat:
    """The mentor asks that earlier experience stand in for some criteria's activities.

    Returns:
        The seat that decides about it.

    Raises:
        Conflict: an earlier claim is still open, or the certificate has been issued.
        InvalidInput: no criterion chosen, one that cannot be waived, or no evidence named.
    """
    rule = own_award(house, visit, award_id).waiver
    wrong: dict[str, str] = {}
    if not criteria or rule is None or not set(criteria) <= rule.criteria:
        wrong["criteria"] = "Please choose the lines that your earlier experience covers."
    evidence = needed_text(
        wrong, "evidence", evidence, "Please say where and when you did this, and who can tell."
    )
    approver = rule.approver if rule else Seat.PCM
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        if open_claim(unit, enrolment) is not None:
            who = begun(record.award.called.your(approver))
            raise Conflict(f"Your earlier claim has not been decided yet. {who} decides it.")
        unit.session.add(
            WaiverRequest(
                enrolment_id=enrolment.id,
                criteria=list(dict.fromkeys(criteria)),
                evidence=evidence,
                created_at=unit.now,
            )
        )
    return approver


def open_claim(unit: UnitOfWork, enrolment: Enrolment) -> WaiverRequest | None:
    """The claim that waits for a decision."""
    query = select(WaiverRequest).where(
        WaiverRequest.enrolment_id == enrolment.id, WaiverRequest.outcome.is_(None)
    )
    return unit.session.scalar(query)


def decides_claims(record: OpenRecord, seats: Collection[Seat]) -> bool:
    """Whether somebody in one of these seats decides about claims on this record."""
    rule = record.award.waiver
    return rule is not None and rule.approver in seats and not record.issued


def decide_claim(house: House, visit: Visit, enrolment_id: str, decision: str, reason: str) -> None:
    """The office or a link tutor approves or declines the open claim (``approve``, ``decline``).

    Raises:
        Conflict: there is nothing to decide, or the certificate has been issued.
        InvalidInput: nothing decided, or no reason given.
        NotAllowed: not this reader's to decide.
        NotFound: not this reader's to see.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        own = record.state.record.details.get("email", "")
        if not decides_claims(record, seats_of(visit, enrolment)) or (
            visit.email and is_own_address(unit, enrolment.person_id, visit.email, own)
        ):
            raise NotAllowed("This claim is not yours to decide: nobody decides about their own.")
        claim = open_claim(unit, enrolment)
        if claim is None:
            raise Conflict("This claim has been decided already. How it was stands below.")
        if decision not in {"approve", "decline"}:
            raise InvalidInput({"waiver": "Please choose one of the two answers."})
        signer = unit.session.get_one(Person, visit.person_id)
        settle_claim(house, unit, record, signer, decision, reason)
        _tell_decision(house, unit, record, claim)


def _tell_decision(
    house: House, unit: UnitOfWork, record: OpenRecord, claim: WaiverRequest
) -> None:
    title = record.award.title
    approved = claim.outcome == "approved"
    answer = "counts" if approved else "could not be counted this time"
    after = (
        "It stands on your record as earlier experience."
        if approved
        else "Your record in the course shows what is needed now. If you have more to show, you "
        "can claim it again there."
    )
    tell_mentor(
        house,
        unit,
        record,
        cause=f"claim:{claim.id}",
        subject=f"Your earlier experience for the {title}",
        paragraphs=[
            f"You asked that your earlier experience counts towards the {title}. It {answer}. "
            f"The reason given: {claim.reason}",
            after,
        ],
    )


def settle_claim(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    signer: Person,
    decision: str,
    reason: str,
) -> bool:
    """Approve or decline an open claim; whether there was something to decide.

    Raises:
        InvalidInput: no reason given.
    """
    claim = open_claim(unit, record.enrolment)
    if claim is None or decision not in {"approve", "decline"}:
        return False
    reason = needed_text(
        {}, "waiver_reason", reason, "Please give a reason; it is kept on the record."
    )
    claim.decided_at, claim.reason = unit.now, reason
    claim.outcome = "approved" if decision == "approve" else "declined"
    if decision == "approve":
        _waive(house, unit, record, claim, signer)
    return True


def _waive(
    house: House, unit: UnitOfWork, record: OpenRecord, claim: WaiverRequest, signer: Person
) -> None:
    rule = record.award.waiver
    waivable = rule.criteria if rule else frozenset[str]()  # its version may have changed since
    facts = [
        Waived(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=signer.id,
            criterion=criterion,
            seat=rule.approver if rule else Seat.PCM,
            reason=claim.reason or "",
        )
        for criterion in claim.criteria
        if criterion in waivable
    ]
    add_facts(house, unit, record.enrolment, facts)
    enrolment = record.enrolment
    ctx = context_for(house, unit, person_id=enrolment.person_id, enrolment=enrolment)
    titles = {row.criterion.id: row.criterion.title for row in record.state.record.criteria}
    for fact in facts:
        statement = statements.waived(
            ctx,
            event_id=fact.id,
            award=award_named(record.award),
            criterion=Named(fact.criterion, titles[fact.criterion]),
            approved_by=actor_of(house, signer),
        )
        keep_statement(unit, enrolment.person_id, statement)


def claims_to_decide(house: House, unit: UnitOfWork, provider_id: str, limit: int) -> Sequence[Any]:
    """The claims that wait for a provider's office, oldest first: enrolment, person and moment."""
    theirs = [
        enrolled_on(house, award)
        for scheme in house.library.every_version
        for award in scheme.awards
        if award.waiver is not None and award.waiver.approver is Seat.OFFICE
    ]
    query = (
        select(Enrolment, Person, WaiverRequest.created_at)
        .join(WaiverRequest, WaiverRequest.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            WaiverRequest.outcome.is_(None),
            Enrolment.provider_id == provider_id,
            or_(false(), *theirs),
        )
        .order_by(WaiverRequest.created_at, WaiverRequest.id)
        .limit(limit)
    )
    return unit.session.execute(query).all()


def needed_text(wrong: dict[str, str], field: str, value: str, missing: str) -> str:
    """A text that must be there and not be endless.

    Raises:
        InvalidInput: it is not, or something in ``wrong`` is.
    """
    value = checked_text(field, value)
    if not value:
        wrong[field] = missing
    elif len(value) > LONGEST_TEXT:
        wrong[field] = f"This is too long; {LONGEST_TEXT} characters are the most."
    if wrong:
        raise InvalidInput(wrong)
    return value
