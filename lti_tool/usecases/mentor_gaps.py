"""How a provider's mentors rated themselves, all together, and what training that calls for.

The office never sees a mentor's audit. It sees one table for all mentors, made when it asks for it
and only when five audits or more are new since the last one; there is no table of fewer mentors
(of a school or a course), so no two of them can be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, defer

from lti_tool.domain.audits import groups_of
from lti_tool.domain.disclosure import MINIMUM
from lti_tool.domain.mentor_gaps import GapLine, gap_line, may_be_made_anew, proposals
from lti_tool.domain.schemes import Audit
from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, NotAllowed
from lti_tool.persistence.audits import AuditPart, AuditRound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.evaluations import GapTable
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.shared_audit_rounds import find_audit, offered_audits
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class GapView:
    """The table of one audit; without lines until there is one."""

    audit: Audit
    made_at: datetime | None
    mentors: int
    lines: tuple[GapLine, ...]
    minimum: int = MINIMUM

    @property
    def proposals(self) -> tuple[GapLine, ...]:
        """What to offer a session on."""
        return proposals(self.lines)


def only_office(visit: Visit) -> None:
    """Refuse everybody else.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("Training is planned by the partnership office.")


def audits_with_gaps(house: House) -> tuple[Audit, ...]:
    """The shared audits that go by standards."""
    return tuple(audit for audit in offered_audits(house).values() if audit.groups)


def gap_views(house: House, visit: Visit) -> tuple[GapView, ...]:
    """The tables as they were last made.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.reading() as unit:
        return tuple(gap_view(unit, visit.provider_id, audit) for audit in audits_with_gaps(house))


def gap_view(unit: UnitOfWork, provider_id: str, audit: Audit) -> GapView:
    """One of them."""
    row = _newest(unit, provider_id, audit.id, without_rounds=True)
    if row is None:
        return GapView(audit, None, 0, ())
    lines = tuple(
        gap_line(item.id, item.words, group.title, scale, row.counts.get(item.id, []))
        for scale in [tuple(word for word, _ in audit.ratings)]
        for group in groups_of(audit)
        for item in group.items
        if row.counts.get(item.id)
    )
    mentors = max((sum(counts) for counts in row.counts.values()), default=0)
    return GapView(audit, row.made_at, mentors, lines)


def _newest(
    unit: UnitOfWork, provider_id: str, audit_id: str, *, without_rounds: bool = False
) -> GapTable | None:
    """The newest table; a page does without what it was made of, which may be thousands of ids."""
    query = (
        select(GapTable)
        .where(GapTable.provider_id == provider_id, GapTable.audit_id == audit_id)
        .order_by(GapTable.made_at.desc())
        .limit(1)
    )
    if without_rounds:
        query = query.options(defer(GapTable.rounds, raiseload=True))
    return unit.session.scalar(query)


def make_table(house: House, visit: Visit, audit_id: str) -> None:
    """Make the table of an audit, or make it anew.

    Raises:
        Conflict: too few mentors have completed the audit, or too few since the last table.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such audit.
    """
    only_office(visit)
    audit = find_audit(house, audit_id)
    with house.units.writing() as unit:
        # One at a time: two tables made at once could differ by fewer mentors than may be told.
        mine = select(Provider.id).where(Provider.id == visit.provider_id)
        unit.session.execute(mine.with_for_update(key_share=True))
        before = _newest(unit, visit.provider_id, audit_id)
        found = _ratings(unit, visit.provider_id, audit_id)
        if not may_be_made_anew(before.rounds if before else (), found):
            raise Conflict(_too_few(before))
        unit.session.add(
            GapTable(
                id=new_id(),
                provider_id=visit.provider_id,
                audit_id=audit_id,
                made_at=unit.now,
                rounds=sorted(found),
                counts=_counts(audit, found.values()),
            )
        )


def _too_few(before: GapTable | None) -> str:
    if before is None:
        return (
            f"Fewer than {MINIMUM} mentors have completed this audit. The table can be made when "
            f"{MINIMUM} have, so that it shows nobody’s own ratings."
        )
    return (
        f"Fewer than {MINIMUM} audits are new since this table was made. It stays as it is, so "
        "that nobody’s own ratings can be told from what changed."
    )


def _ratings(unit: UnitOfWork, provider_id: str, audit_id: str) -> dict[str, dict[str, str]]:
    """By round: the ratings of every mentor's newest complete round, in one query."""
    later = aliased(AuditRound)
    newest = (
        select(func.max(later.number))
        .where(
            later.person_id == AuditRound.person_id,
            later.audit_id == audit_id,
            later.completed_at.is_not(None),
        )
        .correlate(AuditRound)
        .scalar_subquery()
    )
    mentors = select(Enrolment.person_id).where(Enrolment.provider_id == provider_id)
    query = (
        select(AuditPart.round_id, AuditPart.ratings)
        .join(AuditRound, AuditRound.id == AuditPart.round_id)
        .where(
            AuditRound.audit_id == audit_id,
            AuditRound.completed_at.is_not(None),
            AuditRound.person_id.in_(mentors),
            AuditRound.number == newest,
        )
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for round_id, ratings in unit.session.execute(query):
        found[round_id] |= ratings
    return dict(found)


def _counts(audit: Audit, ratings: Iterable[dict[str, str]]) -> dict[str, list[int]]:
    """By line: how many gave each rating, the weakest first."""
    given = Counter(pair for one in ratings for pair in one.items())
    return {
        item.id: [given[item.id, word] for word, _ in audit.ratings]
        for group in groups_of(audit)
        for item in group.items
    }
