"""Rate oneself in an audit that several awards share: drafts, completion, reviews.

A round is filled in group by group, each saved by itself and as often as one likes. It is complete
when every line is rated and every note that is asked for is written; then it stays as it is, and a
review is a new round, begun from its ratings.
"""

from __future__ import annotations

from collections.abc import Iterable

from lti_tool.domain.audits import (
    Part,
    gaps_in,
    groups_of,
    round_gaps,
    targets_in,
)
from lti_tool.domain.facts import AuditDone, AuditReviewed
from lti_tool.domain.schemes import Audit, AuditGroup, Award
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.audits import AuditPart, AuditRound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import records
from lti_tool.usecases.house import House
from lti_tool.usecases.learning_events import keep_statements
from lti_tool.usecases.shared_audit_plan import plan_of, plan_targets
from lti_tool.usecases.shared_audit_rounds import (
    Rounds,
    day_of,
    find_audit,
    history_of,
    lock_person,
    new_round,
    newest_picture,
    offered_audits,
    picture_of,
    rounds_of,
    rounds_of_all,
)
from lti_tool.usecases.shared_audit_sharing import shared_since
from lti_tool.usecases.shared_audit_telling import AuditTelling
from lti_tool.usecases.shared_audit_views import (
    AuditCard,
    AuditOverview,
    GroupRow,
    Picture,
)
from lti_tool.usecases.visits import Visit


def audit_cards(house: House, visit: Visit, entered: Iterable[Award] = ()) -> tuple[AuditCard, ...]:
    """The shared audits on offer, with where the mentor is in each.

    A checklist (an audit in one list) is offered to those who have entered an award that asks for
    it, or have begun it.
    """
    asked = {audit.id for award in entered for audit in award.audits}
    with house.units.reading() as unit:
        found = rounds_of_all(unit, visit.person_id, offered_audits(house))
    return tuple(
        _card(rounds)
        for rounds in found.values()
        if rounds.audit.groups or rounds.rows or rounds.audit.id in asked
    )


def _card(rounds: Rounds) -> AuditCard:
    row = rounds.open
    done = rounds.complete[-1] if rounds.complete else None
    parts = rounds.said(row)
    review = row is not None and row.number > 1
    return AuditCard(
        audit=rounds.audit,
        state=_state(rounds),
        review=review,
        rated=sum(len(part.ratings) for part in parts.values() if part.seen or not review),
        completed_on=day_of(done),
    )


def _state(rounds: Rounds) -> str:
    if not rounds.rows:
        return "new"
    return "open" if rounds.open else "complete"


def overview(house: House, visit: Visit, audit_id: str) -> AuditOverview:
    """Where the mentor is in the audit, and everything that came of it.

    Raises:
        NotFound: no award on offer asks for such an audit.
    """
    audit = find_audit(house, audit_id)
    with house.units.reading() as unit:
        return _overview(unit, visit, rounds_of(unit, visit.person_id, audit))


def _overview(unit: UnitOfWork, visit: Visit, rounds: Rounds) -> AuditOverview:
    audit, row = rounds.audit, rounds.open
    number = row.number if row else len(rounds.rows) or 1
    parts, review = rounds.said(row), row is not None and number > 1
    return AuditOverview(
        audit=audit,
        state=_state(rounds),
        round_number=number,
        rows=tuple(
            _group_row(audit, group, parts.get(group.id, Part()), review=review)
            for group in groups_of(audit)
        ),
        gaps=round_gaps(audit, parts, review=review),
        picture=newest_picture(rounds),
        history=history_of(rounds),
        plan=plan_of(unit, visit.person_id, audit),
        shared_on=shared_since(unit, visit.person_id, audit.id),
    )


def _group_row(audit: Audit, group: AuditGroup, part: Part, *, review: bool) -> GroupRow:
    return GroupRow(
        group=group,
        rated=len(part.ratings),
        total=len(group.items),
        gaps=gaps_in(audit, group, part, review=review),
        seen=part.seen,
    )


def picture(house: House, visit: Visit, audit_id: str, number: int) -> Picture:
    """One of the mentor's complete rounds.

    Raises:
        NotFound: no such audit, or no such round is complete.
    """
    audit = find_audit(house, audit_id)
    with house.units.reading() as unit:
        rounds = rounds_of(unit, visit.person_id, audit)
        for row in rounds.complete:
            if row.number == number:
                return picture_of(rounds, row)
    raise NotFound("This round of your audit is not complete yet, so there is no result to show.")


def finish(house: House, visit: Visit, audit_id: str, round_number: int) -> None:
    """Complete the open round: the record of every award hears of it, and targets are planned.

    Asking again for a round that is complete already changes nothing.

    Raises:
        InvalidInput: what is missing, by ``<group>:<field>``.
        NotFound: no such audit, or no such round was begun.
    """
    audit = find_audit(house, audit_id)
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        rounds = rounds_of(unit, visit.person_id, audit)
        row = rounds.open
        if row is None or row.number != round_number:
            _check_is_complete(rounds, round_number)
            return
        _check_nothing_missing(rounds, row)
        row.completed_at = unit.now
        telling = AuditTelling(house, unit, visit, audit)
        steps = plan_targets(unit, visit.person_id, row, targets_in(audit, rounds.said(row)))
        told = [telling.completed(row), *(telling.target_set(step) for step in steps)]
        keep_statements(unit, visit.person_id, told)
        _keep_completion(house, unit, visit, row)


def _check_is_complete(rounds: Rounds, number: int) -> None:
    if all(row.number != number for row in rounds.complete):
        missing = round_gaps(rounds.audit, {}, review=False)
        raise InvalidInput({f"{gap.group}:{gap.field}": gap.words for gap in missing})


def _check_nothing_missing(rounds: Rounds, row: AuditRound) -> None:
    missing = round_gaps(rounds.audit, rounds.said(row), review=row.number > 1)
    if missing:
        raise InvalidInput({f"{gap.group}:{gap.field}": gap.words for gap in missing})


def _keep_completion(house: House, unit: UnitOfWork, visit: Visit, row: AuditRound) -> None:
    """A fact about the person: it counts in every award that asks for this audit."""
    kind = AuditDone if row.number == 1 else AuditReviewed
    fact = kind(id=new_id(), on=unit.today, at=unit.now, by=visit.person_id, audit=row.audit_id)
    keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
    records.refresh(house, unit, person_id=visit.person_id)


def begin_review(house: House, visit: Visit, audit_id: str) -> None:
    """Begin a new round from the last one's ratings and notes; an open one is gone on with.

    Raises:
        Conflict: the audit has never been complete.
        NotFound: no such audit.
    """
    audit = find_audit(house, audit_id)
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        rounds = rounds_of(unit, visit.person_id, audit)
        if not rounds.complete:
            raise Conflict("An audit is reviewed once it has been complete. Finish it first.")
        if rounds.open is not None:
            return
        last = rounds.complete[-1]
        row = new_round(unit, visit.person_id, rounds)
        for part in rounds.parts[last.id].values():
            unit.session.add(
                AuditPart(
                    round_id=row.id,
                    group_id=part.group_id,
                    ratings=dict(part.ratings),
                    notes=dict(part.notes),
                    revision=0,
                    saved_at=unit.now,
                )
            )
