"""What awards ask of each other: earlier awards must be there, and nobody may wait in a circle.

Looked at when the schemes of all packs have been read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lti_tool.content.findings import did_you_mean
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.requirements import EarlierAward
from lti_tool.domain.schemes import Award, Criterion, Scheme
from lti_tool.domain.subsuming import takers


@dataclass(frozen=True, slots=True)
class Need:
    """An award asks that one of some others is held."""

    award: str
    one_of: tuple[str, ...]
    source: YamlSource
    at: Path
    """Where the list of them stands."""


def check_prerequisites(
    read: Iterable[tuple[YamlSource, Scheme]], about: YamlSource | None = None
) -> None:
    """Note earlier awards that are not there, that give no certificate, or that go in a circle.

    With ``about`` only what is wrong in that file is noted.
    """
    read = list(read)
    awards = {award.id: award for _, scheme in read for award in scheme.awards}
    for source, scheme in read:
        for number, award in enumerate(scheme.awards if about is None or about is source else ()):
            _check_subsumed(award, awards, source, ("awards", number, "subsumes"))
            _check_later(award, awards, source, ("awards", number, "subsumes"))
    needs = [need for source, scheme in read for need in _needs(source, scheme)]
    noted = [need for need in needs if about is None or about is need.source]
    for need in noted:
        _check_named(need, awards)
    _check_circles(needs, noted, awards)


def _needs(source: YamlSource, scheme: Scheme) -> Iterator[Need]:
    """In the order of the file."""
    for a, award in enumerate(scheme.awards):
        for row, criterion in _rows(award):
            at: Path = ("awards", a, *row, "requires")
            found = [r for r in criterion.requirements if isinstance(r, EarlierAward)]
            for requirement, where in zip(found, _places(source, at), strict=False):
                yield Need(award.id, requirement.awards, source, where)


def _rows(award: Award) -> Iterator[tuple[Path, Criterion]]:
    """The criteria and what closes the record, each with where it stands in the award."""
    for number, criterion in enumerate(award.criteria):
        yield ("criteria", number), criterion
    for number, criterion in enumerate(award.closing):
        yield ("closing", number), criterion


def _places(source: YamlSource, at: Path) -> list[Path]:
    """Where the lists of awards stand: what could not be built has a place in the file as well."""
    given = source.at(at).value
    requires = enumerate(given if isinstance(given, list) else [])
    return [(*at, n, "award") for n, one in requires if isinstance(one, dict) and "award" in one]


def _check_subsumed(
    award: Award, awards: Mapping[str, Award], source: YamlSource, at: Path
) -> None:
    for number, name in enumerate(award.subsumes):
        if name == award.id:
            source.mistake((*at, number), "an award cannot stand in for itself; delete this")
        elif name not in awards:
            source.mistake((*at, number), _not_there(name, awards))


def _check_later(award: Award, awards: Mapping[str, Award], source: YamlSource, at: Path) -> None:
    """Of two awards one is the later one."""
    later = takers(awards.values()).get(award.id, ())
    for number, name in enumerate(award.subsumes):
        if name in later:
            source.mistake(
                (*at, number),
                f"`{award.id}` and `{name}` take each other in, so neither is the later one; "
                "delete one of the two",
            )


def _check_named(need: Need, awards: Mapping[str, Award]) -> None:
    for number, name in enumerate(need.one_of):
        where = (*need.at, number)
        if name == need.award:
            need.source.mistake(
                where, f"`{name}` asks that it is held already, so nobody could begin; delete this"
            )
        elif name not in awards:
            need.source.mistake(where, _not_there(name, awards))
        elif awards[name].certificate is None:
            need.source.mistake(
                where,
                f"`{name}` gives no certificate, so nobody ever holds it; give it a `certificate`, "
                "or ask for another award",
            )


def _not_there(name: str, awards: Mapping[str, Award]) -> str:
    hint = did_you_mean(name, awards)
    if "did you mean" not in hint:
        hint = "; if it stands in another pack, check the two packs together"
    return f"no pack here has the award `{name}`{hint}"


def _check_circles(needs: list[Need], noted: list[Need], awards: Mapping[str, Award]) -> None:
    """Awards that wait for each other, told once for each circle, where it is to be noted.

    What a waiver could break is a circle all the same: a scheme that begins with a waiver for
    everybody is not meant.
    """
    stuck = _never_begun(needs, awards)
    told: set[str] = set()
    for need in noted:
        if need.award in stuck and need.award not in told and set(need.one_of) <= stuck:
            circle = _circle(need.award, needs, stuck)
            if need.award not in circle:  # it waits for a circle, and the circle is told elsewhere
                continue
            told |= set(circle)
            if len(circle) > 1:  # an award that asks for itself has been told already
                way = ", which asks for ".join(f"`{name}`" for name in (*circle[1:], circle[0]))
                need.source.mistake(
                    need.at,
                    f"`{circle[0]}` asks for {way}: nobody could begin; take one of these away",
                )


def _never_begun(needs: list[Need], awards: Mapping[str, Award]) -> set[str]:
    """Awards that nobody can reach: each needs one that nobody can reach either.

    Names that no pack has are told elsewhere, and count as reached.
    """
    stuck = set(awards)
    while reached := {name for name in stuck if _may_begin(name, needs, stuck)}:
        stuck -= reached
    return stuck


def _may_begin(award: str, needs: list[Need], stuck: set[str]) -> bool:
    return all(set(need.one_of) - stuck for need in needs if need.award == award)


def _circle(award: str, needs: list[Need], stuck: set[str]) -> list[str]:
    """From an award along what it waits for, until one comes again; the circle alone."""
    way = [award]
    while True:
        need = next(n for n in needs if n.award == way[-1] and set(n.one_of) <= stuck)
        following = need.one_of[0]
        if following in way:
            return way[way.index(following) :]
        way.append(following)
