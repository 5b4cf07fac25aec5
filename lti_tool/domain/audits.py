"""What ratings in an audit amount to: what is missing, how they have moved, what is planned.

An audit is filled in group by group (one group for each standard) and, once complete, reviewed in
further rounds, each begun from the ratings of the one before. What a rating says never blocks
anything: an audit has to be complete, not green (domain page, section 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lti_tool.domain.schemes import Audit, AuditGroup, AuditItem, AuditNote
from lti_tool.errors import InvalidInput

TARGETS = "targets"
ACTIONS = "actions"
"""The notes of these names become the mentor's development plan."""

WHOLE = "all"
"""The id of the one group of an audit whose lines stand in one list."""


class Direction(StrEnum):
    """Where a rating went since the round before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line's rating now and before; ``before`` is empty where there was none."""

    direction: Direction
    before: str
    now: str

    @property
    def words(self) -> str:
        """The movement as people say it; nothing in a first round."""
        if self.direction is Direction.NEW:
            return ""
        if self.direction is Direction.SAME:
            return f"still {self.now}"
        return f"was {self.before}, now {self.now}"


@dataclass(frozen=True, slots=True)
class Part:
    """What a round says of one group. ``seen``: it has been saved in this round."""

    ratings: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a round needs before it is complete.

    ``field`` is the line's id, ``note-<name>``, or empty where the whole group waits to be seen.
    """

    group: str
    field: str
    words: str


def groups_of(audit: Audit) -> tuple[AuditGroup, ...]:
    """The groups in order; an audit in one list is one group."""
    if audit.groups:
        return audit.groups
    return (AuditGroup(id=WHOLE, title=audit.title, words="", items=audit.items),)


def checked_ratings(
    audit: Audit, items: Sequence[AuditItem], ratings: Mapping[str, str]
) -> dict[str, str]:
    """The ratings that were given, empty ones left out.

    Raises:
        InvalidInput: by line, where it is none of ``items`` or the rating none of the audit's.
    """
    known = {item.id for item in items}
    words = {word for word, _ in audit.ratings}
    given = {item_id: word for item_id, word in ratings.items() if word}
    wrong = {
        item_id: (
            "Please choose one of the ratings shown."
            if item_id in known
            else "This line is not part of the audit. Please load the page again."
        )
        for item_id, word in given.items()
        if item_id not in known or word not in words
    }
    if wrong:
        raise InvalidInput(wrong)
    return given


def unrated(items: Sequence[AuditItem], ratings: Mapping[str, str]) -> tuple[AuditItem, ...]:
    """The lines that have no rating yet."""
    return tuple(item for item in items if item.id not in ratings)


def gaps_in(audit: Audit, group: AuditGroup, part: Part, *, review: bool) -> tuple[Gap, ...]:
    """What one group still needs; in a review also that it is looked at again."""
    if review and not part.seen:
        return (Gap(group.id, "", f"{group.title}: not looked at again yet"),)
    lines = [
        Gap(group.id, item.id, f"{group.title}: please rate “{item.words}”")
        for item in unrated(group.items, part.ratings)
    ]
    notes = [
        Gap(group.id, f"note-{note.name}", f"{group.title}: please write something on {note.label}")
        for note in notes_of(audit)
        if note.required and not part.notes.get(note.name, "").strip()
    ]
    return (*lines, *notes)


def notes_of(audit: Audit) -> tuple[AuditNote, ...]:
    """What is written for each group; nothing where there are no groups."""
    return audit.notes if audit.groups else ()


def round_gaps(audit: Audit, parts: Mapping[str, Part], *, review: bool) -> tuple[Gap, ...]:
    """What the whole round still needs, in the order of its pages."""
    return tuple(
        gap
        for group in groups_of(audit)
        for gap in gaps_in(audit, group, parts.get(group.id, Part()), review=review)
    )


def all_ratings(parts: Mapping[str, Part]) -> dict[str, str]:
    """Every line's rating, whatever group it stands in."""
    return {item: word for part in parts.values() for item, word in part.ratings.items()}


def movement(audit: Audit, before: str, now: str) -> Movement:
    """From one rating to another; a word that the audit no longer has counts as none."""
    order = [word for word, _ in audit.ratings]
    if before not in order or now not in order:
        return Movement(Direction.NEW, "", now)
    went = order.index(now) - order.index(before)
    direction = Direction.UP if went > 0 else Direction.DOWN if went < 0 else Direction.SAME
    return Movement(direction, before, now)


def movements(
    audit: Audit, before: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, Movement]:
    """How every line's rating has moved between two rounds."""
    return {
        item.id: movement(audit, before.get(item.id, ""), now.get(item.id, ""))
        for item in audit.items
    }


def counts(
    audit: Audit, items: Sequence[AuditItem], ratings: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    """How many of the lines have each rating, worst first, also where it is none of them."""
    found = [ratings.get(item.id) for item in items]
    return tuple((word, found.count(word)) for word, _ in audit.ratings)


def counted_words(tally: Sequence[tuple[str, int]]) -> str:
    """The counts in words, best first: ``8 Green, 10 Amber, 3 Red``."""
    return ", ".join(f"{count} {word}" for word, count in reversed(tally))


def moved_words(moves: Mapping[str, Movement]) -> str:
    """The movement of a whole round in words; nothing in a first round."""
    went = [move.direction for move in moves.values()]
    if all(direction is Direction.NEW for direction in went):
        return ""
    told = (
        (went.count(Direction.UP), "moved up"),
        (went.count(Direction.DOWN), "moved down"),
        (went.count(Direction.SAME), "as before"),
    )
    return ", ".join(f"{count} {words}" for count, words in told)


@dataclass(frozen=True, slots=True)
class Target:
    """What a round's notes ask to be planned for one group."""

    group: str
    target: str
    action: str


def targets_in(audit: Audit, parts: Mapping[str, Part]) -> tuple[Target, ...]:
    """The targets that the notes name, each with its actions."""
    found = [
        Target(group.id, part.notes.get(TARGETS, "").strip(), part.notes.get(ACTIONS, "").strip())
        for group in groups_of(audit)
        if (part := parts.get(group.id)) is not None
    ]
    return tuple(target for target in found if target.target)
