"""The rounds of one person's shared audit, out of their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from lti_tool.domain.audits import (
    Part,
    all_ratings,
    counted_words,
    counts,
    groups_of,
    moved_words,
    movements,
    notes_of,
)
from lti_tool.domain.schemes import Audit, AuditGroup
from lti_tool.errors import NotFound
from lti_tool.persistence.audits import AuditPart, AuditRound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.shared_audit_views import GroupPicture, Picture, RoundLine


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one audit, oldest first, with what each says of each group."""

    audit: Audit
    rows: list[AuditRound] = field(default_factory=list)
    parts: dict[str, dict[str, AuditPart]] = field(default_factory=dict)
    """By the round's id, then by group."""

    @property
    def open(self) -> AuditRound | None:
        """The round under way."""
        newest = self.rows[-1] if self.rows else None
        return newest if newest and newest.completed_at is None else None

    @property
    def complete(self) -> list[AuditRound]:
        """Complete rounds, oldest first."""
        return [row for row in self.rows if row.completed_at is not None]

    def said(self, row: AuditRound | None) -> dict[str, Part]:
        """What a round says of each group that anything is known of."""
        kept = self.parts.get(row.id, {}) if row else {}
        return {group: part_of(part) for group, part in kept.items()}

    def before(self, number: int) -> AuditRound | None:
        """The round before that number."""
        return next((row for row in self.rows if row.number == number - 1), None)


def part_of(row: AuditPart) -> Part:
    """A part as the domain reads it."""
    return Part(row.ratings, row.notes, seen=row.revision > 0)


def day_of(row: AuditRound | None) -> date | None:
    """The day in Europe/London on which a round was complete."""
    return row.completed_at.astimezone(LONDON).date() if row and row.completed_at else None


def offered_audits(house: House) -> dict[str, Audit]:
    """The shared audits that any award on offer asks for, by id."""
    return {
        audit.id: audit
        for scheme in house.library.every_version
        for award in scheme.awards
        for audit in award.audits
        if audit.shared
    }


def find_audit(house: House, audit_id: str) -> Audit:
    """The shared audit of that id.

    Raises:
        NotFound: no award on offer asks for such an audit.
    """
    found = offered_audits(house).get(audit_id)
    if found is None:
        raise NotFound("There is no such audit here. The link may be mistyped.")
    return found


def find_group(audit: Audit, group_id: str) -> AuditGroup:
    """The group of that id.

    Raises:
        NotFound: the audit has no such group.
    """
    for group in groups_of(audit):
        if group.id == group_id:
            return group
    raise NotFound("This audit has no such page. The link may be mistyped.")


def rounds_of(unit: UnitOfWork, person_id: str, audit: Audit) -> Rounds:
    """One person's rounds of one audit, in two queries."""
    return rounds_of_all(unit, person_id, {audit.id: audit})[audit.id]


def rounds_of_all(
    unit: UnitOfWork, person_id: str, audits: Mapping[str, Audit]
) -> dict[str, Rounds]:
    """One person's rounds of several audits, in two queries."""
    query = (
        select(AuditRound)
        .where(AuditRound.person_id == person_id, AuditRound.audit_id.in_(audits))
        .order_by(AuditRound.number)
    )
    found = {audit_id: Rounds(audit) for audit_id, audit in audits.items()}
    rows = unit.session.scalars(query).all()
    parts = _parts(unit, rows)
    for row in rows:
        found[row.audit_id].rows.append(row)
        found[row.audit_id].parts[row.id] = parts[row.id]
    return found


def _parts(unit: UnitOfWork, rows: Sequence[AuditRound]) -> Mapping[str, dict[str, AuditPart]]:
    found: dict[str, dict[str, AuditPart]] = defaultdict(dict)
    if rows:
        query = select(AuditPart).where(AuditPart.round_id.in_([row.id for row in rows]))
        for part in unit.session.scalars(query):
            found[part.round_id][part.group_id] = part
    return found


def new_round(unit: UnitOfWork, person_id: str, rounds: Rounds) -> AuditRound:
    """Begin the round after the newest one."""
    row = AuditRound(
        id=new_id(),
        person_id=person_id,
        audit_id=rounds.audit.id,
        number=len(rounds.rows) + 1,
        began_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    rounds.rows.append(row)
    rounds.parts[row.id] = {}
    return row


def lock_person(unit: UnitOfWork, person_id: str) -> None:
    """Let nobody else change what is this person's own until the transaction ends.

    On PostgreSQL rows that refer to the person can still be added (``FOR NO KEY UPDATE``).
    """
    query = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    unit.session.execute(query)


def picture_of(rounds: Rounds, row: AuditRound) -> Picture:
    """A complete round, and how it differs from the one before."""
    audit, parts = rounds.audit, rounds.said(row)
    earlier = rounds.before(row.number)
    ratings = all_ratings(parts)
    moves = movements(audit, all_ratings(rounds.said(earlier)), ratings)
    completed_on = day_of(row)
    if completed_on is None:
        raise NotFound("This round of the audit is not complete yet.")
    return Picture(
        audit=audit,
        number=row.number,
        completed_on=completed_on,
        before_on=day_of(earlier),
        ratings=ratings,
        moves=moves,
        groups=tuple(
            _group_picture(audit, group, parts.get(group.id, Part())) for group in groups_of(audit)
        ),
        words=counted_words(counts(audit, audit.items, ratings)),
        moved=moved_words(moves),
    )


def _group_picture(audit: Audit, group: AuditGroup, part: Part) -> GroupPicture:
    written = ((note.label, part.notes.get(note.name, "").strip()) for note in notes_of(audit))
    return GroupPicture(
        group=group,
        tally=counts(audit, group.items, part.ratings),
        notes=tuple((label, words) for label, words in written if words),
    )


def history_of(rounds: Rounds) -> tuple[RoundLine, ...]:
    """Every complete round, newest first."""
    pictures = (picture_of(rounds, row) for row in reversed(rounds.complete))
    return tuple(RoundLine(p.number, p.completed_on, p.words, p.moved) for p in pictures)


def newest_picture(rounds: Rounds) -> Picture | None:
    """The newest complete round."""
    return picture_of(rounds, rounds.complete[-1]) if rounds.complete else None
