"""Whether everything that an award asks for could ever be met, looked at in the award alone.

What awards ask of each other is looked at in :mod:`lti_tool.content.prerequisites`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lti_tool.content.requirement_schema import asks_for_review
from lti_tool.content.scheme_schema import AwardIn, FieldIn
from lti_tool.content.yaml_source import Path, Value, YamlSource
from lti_tool.domain.schemes import FieldKind
from lti_tool.domain.seats import Seat

NEEDED = ("mentor_name", "email")
"""Fields of every sheet: the name on the record, and where the mentor is written to."""
NEEDED_OF_PCM = ("pcm_name", "pcm_email")
"""Fields of a sheet on whose way a PCM, who has no account, is asked by mail."""
_LISTS = {
    "activity": "activities",
    "reflection": "reflections",
    "briefing": "briefings",
    "observation": "observations",
    "log": "logs",
}

_ONCE = {
    "application": "an award is applied for once",
    "briefing": "an award begins with one briefing",
    "portfolio": "one portfolio is handed in for an award",
    "panel": "one panel decides about an award",
}
"""What an award asks for once at most, and why."""

Asked = tuple[Path, dict[str, Value]]


def check_attainable(given: AwardIn, source: YamlSource, at: Path) -> None:
    """Note what nobody could ever meet, and what nothing asks for."""
    asked = list(_asked(given, at))
    _check_confirmations(asked, source)
    _check_reviews(asked, source)
    _check_portfolios(asked, source)
    _check_once(asked, source)
    _check_panels(asked, source)
    _check_applications(given, asked, source)
    _check_unused(given, asked, source, at)
    _check_approver(given, source, at)
    _check_sheet(given, asked, source, at)


def _asked(given: AwardIn, at: Path) -> Iterator[Asked]:
    """Every requirement as it stands in the file, and where."""
    for row, criterion in given.rows():
        for number, requirement in enumerate(criterion.requires):
            yield (*at, *row, "requires", number), requirement


def _check_confirmations(asked: Iterable[Asked], source: YamlSource) -> None:
    for where, requirement in asked:
        if "confirmation" in requirement and requirement.get("seats") == [Seat.MENTOR.value]:
            message = "nobody confirms for themself, so this could never be met; name another seat"
            source.mistake((*where, "seats"), message)


def _check_reviews(asked: Iterable[Asked], source: YamlSource) -> None:
    """An award's own self-check is filled in once; only shared audits have rounds."""
    for where, requirement in asked:
        audit = str(requirement.get("audit", ""))
        wanted = [
            key for key in ("reviewed", "since_entering") if asks_for_review(requirement, key)
        ]
        for key in wanted if "/" not in audit else ():
            source.mistake(
                (*where, key),
                f"the audit `{audit}` belongs to this award alone and is filled in once, so it is "
                "never reviewed; ask for a shared audit such as national-standards/rag, or take "
                f"`{key}` away",
            )
        if len(wanted) > 1:
            message = "ask for `reviewed` or for `since_entering`, not for both: delete one"
            source.mistake((*where, "since_entering"), message)


def _check_portfolios(asked: Iterable[Asked], source: YamlSource) -> None:
    """The months of a portfolio begin with a briefing that the award asks for."""
    asked = list(asked)
    briefings = {requirement.get("briefing") for _, requirement in asked}
    for where, requirement in asked:
        name = requirement.get("portfolio")
        if isinstance(name, str) and name not in briefings:
            source.mistake(
                (*where, "portfolio"),
                f"the months begin with the briefing `{name}`, but no criterion of this award asks "
                "for it, so they would never begin; add a requirement `briefing`",
            )


def _check_once(asked: Iterable[Asked], source: YamlSource) -> None:
    """An award has one application, one briefing, one portfolio and one panel at most."""
    asked = list(asked)
    for kind, why in _ONCE.items():
        found = [where for where, requirement in asked if kind in requirement]
        for where in found[1:]:
            source.mistake((*where, kind), f"{why}; delete one")


def _check_panels(asked: Iterable[Asked], source: YamlSource) -> None:
    """A panel decides about what was handed in."""
    asked = list(asked)
    if any("portfolio" in requirement for _, requirement in asked):
        return
    for where, requirement in asked:
        if "panel" in requirement:
            message = (
                "the panel decides about a portfolio, but no criterion of this award asks for one "
                "to be handed in; add a requirement `portfolio`"
            )
            source.mistake((*where, "panel"), message)


def _check_applications(given: AwardIn, asked: Iterable[Asked], source: YamlSource) -> None:
    """What must hold before the application cannot wait for the enrolment that follows it."""
    late = {c.id: kind for _, c in given.rows() for r in c.requires if (kind := _late(r))}
    for where, requirement in asked:
        after = requirement.get("after")
        for number, row in enumerate(after if isinstance(after, list) else ()):
            if row in late:
                message = (
                    f"{row} asks for {late[row]}, which comes once the mentor has applied and is "
                    "enrolled, so nobody could apply; name rows that come before"
                )
                source.mistake((*where, "after", number), message)


def _late(requirement: Mapping[str, Value]) -> str:
    """What cannot come before an application: an observation, a briefing on a day."""
    if "observation" in requirement:
        return "an observation"
    if "briefing" in requirement and "module" not in requirement:
        return "a briefing"
    return ""


def _check_unused(given: AwardIn, asked: Iterable[Asked], source: YamlSource, at: Path) -> None:
    asked = list(asked)
    for kind, plural in _LISTS.items():
        names = {requirement.get(kind) for _, requirement in asked}
        for number, one in enumerate(getattr(given, plural)):
            if one.id not in names:
                where = (*at, plural, number, "id")
                source.mistake(where, f"no criterion asks for the {kind} `{one.id}`; delete one")


def _check_approver(given: AwardIn, source: YamlSource, at: Path) -> None:
    if given.waiver is not None and given.waiver.approver is Seat.MENTOR:
        message = "nobody approves their own experience; name another seat, such as pcm or office"
        source.mistake((*at, "waiver", "approver"), message)


def _check_sheet(given: AwardIn, asked: Iterable[Asked], source: YamlSource, at: Path) -> None:
    typed = {field.name: field for field in given.sheet if field.filled_by == "mentor"}
    names = NEEDED + (NEEDED_OF_PCM if _needs_pcm(given, asked) else ())
    for name in names:
        if name not in typed:
            source.mistake(
                (*at, "sheet"),
                f"the sheet needs a field `{name}` that the mentor fills in and that is required: "
                f"{_why(name)}",
            )
        elif not _fits(typed[name]):
            number = given.sheet.index(typed[name])
            source.mistake((*at, "sheet", number), f"this field is needed: {_how(name)}")


def _needs_pcm(given: AwardIn, asked: Iterable[Asked]) -> bool:
    """Whether anything is asked of the PCM."""
    seats: list[Value] = [step.seat.value for step in given.signatures]
    seats += [given.waiver.approver.value] if given.waiver else []
    for _, requirement in asked:
        named = requirement.get("seats")
        seats += named if isinstance(named, list) else []
    return Seat.PCM.value in seats


def _fits(field: FieldIn) -> bool:
    if field.name.endswith("email"):
        return field.required and field.kind is FieldKind.EMAIL
    return field.required


def _why(name: str) -> str:
    if name.startswith("pcm"):
        return "the PCM has no account here and is asked by e-mail"
    return "it stands on the certificate" if name == "mentor_name" else "news is sent to it"


def _how(name: str) -> str:
    kind = " and has `kind: email`" if name.endswith("email") else ""
    return f"it stays required{kind}, because {_why(name)}"
