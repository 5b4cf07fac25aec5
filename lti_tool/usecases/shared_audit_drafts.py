"""Draft: one group of a shared audit, rated and written about, saved as one goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lti_tool.domain.answers import checked_text
from lti_tool.domain.audits import Part, checked_ratings, groups_of, notes_of
from lti_tool.domain.schemes import Audit, AuditGroup
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.audits import AuditPart, AuditRound
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.learning_events import keep_statements
from lti_tool.usecases.shared_audit_rounds import (
    Rounds,
    day_of,
    find_audit,
    find_group,
    lock_person,
    new_round,
    rounds_of,
)
from lti_tool.usecases.shared_audit_telling import AuditTelling
from lti_tool.usecases.shared_audit_views import GroupPage
from lti_tool.usecases.visits import Visit

LONGEST_NOTE = 3_000
"""Characters of a note: a page, far more than anybody reads twice."""


def group_page(house: House, visit: Visit, audit_id: str, group_id: str) -> GroupPage | None:
    """The page on which one group is rated; None when no round is open.

    Raises:
        NotFound: no such audit or group.
    """
    audit = find_audit(house, audit_id)
    group = find_group(audit, group_id)
    with house.units.reading() as unit:
        rounds = rounds_of(unit, visit.person_id, audit)
    if rounds.rows and rounds.open is None:
        return None
    return _group_page(rounds, group)


def _group_page(rounds: Rounds, group: AuditGroup) -> GroupPage:
    groups, row = groups_of(rounds.audit), rounds.open
    number = row.number if row else 1
    kept = rounds.parts.get(row.id, {}).get(group.id) if row else None
    earlier = rounds.before(number)
    place = groups.index(group)
    return GroupPage(
        audit=rounds.audit,
        group=group,
        notes_asked=notes_of(rounds.audit),
        number=place + 1,
        of=len(groups),
        round_number=number,
        ratings=kept.ratings if kept else {},
        notes=kept.notes if kept else {},
        before=rounds.said(earlier).get(group.id, Part()).ratings,
        before_on=day_of(earlier),
        revision=kept.revision if kept else 0,
        saved_at=kept.saved_at if kept and kept.revision else None,
        previous=groups[place - 1] if place else None,
        following=groups[place + 1] if place + 1 < len(groups) else None,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What a page sends: ratings by line, notes by name, and what it was shown.

    ``write_id`` is the sender's own name for this write, and ``earlier`` names those that it sent
    before without hearing whether they arrived; both may be empty.
    """

    ratings: Mapping[str, str]
    notes: Mapping[str, str]
    round_number: int
    revision: int
    write_id: str = ""
    earlier: Collection[str] = ()


def save_group(
    house: House, visit: Visit, audit_id: str, group_id: str, written: Written
) -> GroupPage:
    """Keep what was rated and written for one group.

    Lines that are not named, or named with an empty word, keep the rating they have; notes that
    are not named stay as they are.

    Raises:
        InvalidInput: an unknown line or rating, or a note (``note-<name>``) that is too long.
        Conflict: it was saved elsewhere since the page was opened, or the round is complete.
        NotFound: no such audit or group.
    """
    audit = find_audit(house, audit_id)
    group = find_group(audit, group_id)
    ratings = checked_ratings(audit, group.items, written.ratings)
    notes = _checked_notes(audit, written.notes)
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        rounds = rounds_of(unit, visit.person_id, audit)
        if rounds.rows or ratings or any(notes.values()):
            row = _round_to_write(unit, visit, rounds, written.round_number)
            draft = _Draft(house, unit, visit, rounds, row, group)
            draft.keep(ratings, notes, written)
    return _group_page(rounds, group)


def _checked_notes(audit: Audit, notes: Mapping[str, str]) -> dict[str, str]:
    checked: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for note in notes_of(audit):
        if note.name not in notes:
            continue
        words = checked_text(f"note-{note.name}", notes[note.name])
        checked[note.name] = words
        if len(words) > LONGEST_NOTE:
            wrong[f"note-{note.name}"] = (
                f"“{note.label}” is {len(words):,} characters long. Please keep it under "
                f"{LONGEST_NOTE:,}."
            )
    if wrong:
        raise InvalidInput(wrong)
    return checked


def _round_to_write(unit: UnitOfWork, visit: Visit, rounds: Rounds, number: int) -> AuditRound:
    row = rounds.open
    if row is not None and row.number == number:
        return row
    if rounds.rows:
        raise Conflict(
            "This round of your audit was finished in another window. What you changed here since "
            "is not kept: begin a review to change your ratings."
        )
    return new_round(unit, visit.person_id, rounds)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One group of an open round, open for change."""

    house: House
    unit: UnitOfWork
    visit: Visit
    rounds: Rounds
    row: AuditRound
    group: AuditGroup

    def keep(self, ratings: dict[str, str], notes: dict[str, str], written: Written) -> None:
        """Keep what is new, and tell of each new rating."""
        part = self.rounds.parts[self.row.id].get(self.group.id) or self._blank()
        merged = {**part.ratings, **ratings}
        news = {name: words for name, words in notes.items() if words or name in part.notes}
        notes = {**part.notes, **news}
        if self._adds_nothing(part, merged, notes, written):
            return
        self._check_revision(part, written)
        changed = {item: word for item, word in merged.items() if part.ratings.get(item) != word}
        part.ratings, part.notes = merged, notes
        part.revision += 1
        part.write_id = written.write_id
        part.saved_at = self.unit.now
        self.unit.session.add(part)
        self.rounds.parts[self.row.id][self.group.id] = part
        telling = AuditTelling(self.house, self.unit, self.visit, self.rounds.audit)
        told = telling.rated(self.row, self.group, changed, part.revision)
        keep_statements(self.unit, self.visit.person_id, told)

    def _blank(self) -> AuditPart:
        return AuditPart(
            round_id=self.row.id, group_id=self.group.id, ratings={}, notes={}, revision=0
        )

    def _adds_nothing(
        self, part: AuditPart, ratings: dict[str, str], notes: dict[str, str], written: Written
    ) -> bool:
        """Sent again, or the same as before; in a review, the first look is worth keeping."""
        if written.write_id and part.write_id == written.write_id:
            return True
        seen = part.revision > 0 or self.row.number == 1
        return seen and (ratings, notes) == (part.ratings, part.notes)

    @staticmethod
    def _check_revision(part: AuditPart, written: Written) -> None:
        own = bool(part.write_id) and part.write_id in written.earlier
        if written.revision < part.revision and not own:
            raise Conflict(
                "This page was saved in another window since it was opened here. What you chose "
                "here is still on this page."
            )
