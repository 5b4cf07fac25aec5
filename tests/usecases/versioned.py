"""The packs a year later: Entry in a new version, the old one beside it, and a mentor between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lti_tool.content.library import Library
from lti_tool.domain.requirements import Confirmation
from lti_tool.domain.schemes import Award, Criterion
from lti_tool.domain.seats import Seat
from lti_tool.usecases import versions

from .award_fixtures import Way
from .place import AWARD

LED = Criterion(
    "ENTRY.8",
    "Has led a session",
    "The mentor has led a session.",
    (Confirmation("ENTRY.8/led", (Seat.LINK_TUTOR,), "Led a session", "I saw it."),),
    "this test",
)
WHY = "The partnership board decided so in May."


def next_version(library: Library, change: Callable[[Award], Award] = lambda a: a) -> Library:
    """The same packs a year later: Entry without row 7, with row 8, and the old one beside it."""
    old = library.scheme("west-london")
    new_awards = tuple(
        change(replace(award, criteria=(*award.criteria[:6], LED), scheme_version="2027.1"))
        if award.id == AWARD
        else replace(award, scheme_version="2027.1")
        for award in old.awards
    )
    new = replace(old, version="2027.1", awards=new_awards)
    others = tuple(scheme for scheme in library.schemes if scheme.id != old.id)
    return replace(library, schemes=(new, *others), earlier=(old,))


def a_year_later(way: Way, change: Callable[[Award], Award] = lambda a: a) -> None:
    way.house = replace(way.house, library=next_version(way.house.library, change))


def forget_earlier(way: Way) -> None:
    way.house = replace(way.house, library=replace(way.house.library, earlier=()))


def preview(way: Way) -> versions.MovePreview:
    (found,) = versions.move_previews(way.house, way.office, [way.enrolment_id])
    return found


def moves(way: Way, reason: str = WHY) -> None:
    versions.move(way.house, way.office, {way.enrolment_id: preview(way).seen}, reason)
    way.clock.moves(minutes=1)


OLD = "2026.1"
