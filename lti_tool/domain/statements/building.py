"""What every statement has: an id that a re-send repeats, an actor, a time and a context.

xAPI 1.0.3, part two (data). ``version`` is left out, as 2.4.10 asks of those who send.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID, uuid5

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.kinds import KINDS

Json = dict[str, object]

NAMESPACE = UUID("6d0f3f3e-2b55-5f0e-9d53-3c1d6c1f7a10")
PROFILE_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acted, as an account (xAPI 1.0.3, 2.4.2.4).

    For somebody who came through a launch, ``home_page`` is the platform's issuer and ``account``
    the ``sub``; for somebody without an LMS account it is the tool's base URL and an opaque key.
    ``name`` is given only when the provider has turned the sharing of names on.
    """

    home_page: str
    account: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The LMS course; ``id`` is opaque and unique in this installation (a row's id, say)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has an id and a title: a module, a section, an award, a criterion.

    ``version`` becomes the statement's ``revision`` where the thing, or its parent, has one.
    """

    id: str
    title: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class StatementContext:
    """Who acted, when and where.

    ``registration`` joins all statements of one mentor's way through one module or award; make it
    with :func:`registration_id`. ``platform`` is the LMS's name.

    Raises:
        ValueError: ``at`` has no time zone, and so says nothing about when.
    """

    base_url: str
    actor: Actor
    at: datetime
    course: Course | None = None
    platform: str | None = None
    registration: UUID | None = None
    language: str = "en-GB"

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("A statement's time needs a time zone.")


def statement_id(base_url: str, kind: str, event_id: str) -> UUID:
    """The id of the statement of that kind about that event, the same every time (RFC 4122, 4.3).

    The base URL is in it because several installations may share one LRS.
    """
    return uuid5(NAMESPACE, "\n".join(("statement", base_url, kind, event_id)))


def registration_id(base_url: str, key: str) -> UUID:
    """A registration from the key of an enrolment or of a module attempt."""
    return uuid5(NAMESPACE, "\n".join(("registration", base_url, key)))


def timestamp(at: datetime) -> str:
    """The moment in UTC with milliseconds and ``Z`` (xAPI 1.0.3, 4.2.7: RFC 3339)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def iso_duration(duration: timedelta) -> str:
    """An ISO 8601 duration to a hundredth of a second, never negative (xAPI 1.0.3, 4.2.7)."""
    hundredths = max(0, round(duration / timedelta(milliseconds=10)))
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    parts = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if rest or not parts:
        parts += f"{rest / 100:.2f}".rstrip("0").rstrip(".") + "S"
    return "PT" + parts


def agent(actor: Actor) -> Json:
    """The actor as an Agent with an account."""
    found: Json = {
        "objectType": "Agent",
        "account": {"homePage": actor.home_page, "name": actor.account},
    }
    return {**found, "name": actor.name} if actor.name else found


def activity(
    ctx: StatementContext, path: str, kind: v.Term, title: str, **definition: object
) -> Json:
    """An Activity at ``<base>/xapi/activities/<path>``; further keys go into its definition."""
    texts: Json = {"name": {ctx.language: title}} if title else {}
    return {
        "objectType": "Activity",
        "id": f"{ctx.base_url}/xapi/activities/{quote(path, safe='/-._~')}",
        "definition": {"type": kind.iri(ctx.base_url), **texts, **definition},
    }


def module_activity(ctx: StatementContext, module: Named) -> Json:
    """The Activity of a module."""
    return activity(ctx, f"module/{module.id}", v.MODULE, module.title)


def award_activity(ctx: StatementContext, award: Named) -> Json:
    """The Activity of an award."""
    return activity(ctx, f"award/{award.id}", v.AWARD, award.title)


def profile_version_iri(base_url: str) -> str:
    """The IRI of the profile version that every statement names as its category."""
    return f"{base_url}/xapi/profile#{PROFILE_VERSION}"


def statement_reference(id_: UUID) -> Json:
    """Another statement (xAPI 1.0.3, 2.4.4.3)."""
    return {"objectType": "StatementRef", "id": str(id_)}


def build(
    ctx: StatementContext,
    kind: str,
    event_id: str,
    about: Json,
    *,
    result: Json | None = None,
    parent: Json | None = None,
    grouping: Sequence[Json] = (),
    other: Sequence[Json] = (),
    revision: str | None = None,
    extensions: Mapping[v.Term, str] | None = None,
    further: Json | None = None,
) -> Json:
    """The whole statement; ``further`` are keys of the context that only this kind has."""
    verb = KINDS[kind].verb
    context: Json = {
        "registration": str(ctx.registration) if ctx.registration else None,
        "platform": ctx.platform,
        "revision": revision,
        "language": ctx.language,
        "contextActivities": _context_activities(ctx, parent, grouping, other),
        "extensions": {term.iri(ctx.base_url): text for term, text in (extensions or {}).items()},
        **(further or {}),
    }
    found: Json = {
        "id": str(statement_id(ctx.base_url, kind, event_id)),
        "actor": agent(ctx.actor),
        "verb": {"id": verb.iri(ctx.base_url), "display": {"en": verb.label}},
        "object": about,
        "result": result,
        "context": _filled(context),
        "timestamp": timestamp(ctx.at),
    }
    return _filled(found)


def _context_activities(
    ctx: StatementContext, parent: Json | None, grouping: Sequence[Json], other: Sequence[Json]
) -> Json:
    """What the statement's object belongs to (xAPI 1.0.3, 2.4.6.2)."""
    activities: Json = {
        "parent": [parent] if parent else None,
        "grouping": [*grouping, *_course(ctx)] or None,
        "other": list(other) or None,
        "category": [_category(ctx)],
    }
    return _filled(activities)


def _course(ctx: StatementContext) -> list[Json]:
    if ctx.course is None:
        return []
    return [activity(ctx, f"course/{ctx.course.id}", v.COURSE, ctx.course.title)]


def _category(ctx: StatementContext) -> Json:
    return {
        "objectType": "Activity",
        "id": profile_version_iri(ctx.base_url),
        "definition": {"type": v.PROFILE.iri(ctx.base_url)},
    }


def _filled(properties: Json) -> Json:
    # Nulls and empty objects are refused outside extensions (xAPI 1.0.3, 2.2).
    return {key: value for key, value in properties.items() if value not in (None, {}, "")}
