"""From a verified launch to a visit, and from a page's address back to it.

Identity belongs to the launch, not to the browser: an unguessable handle stands in every path, and
the cookie that goes with it is scoped to that path, so two tabs of two people never mix. Of both
only what a thief of the database cannot use is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from lti_tool.domain.seats import STAFF, Role
from lti_tool.errors import SessionEnded
from lti_tool.lti.claims import Launch
from lti_tool.lti.refusals import nonce_spent
from lti_tool.persistence.entering import LaunchRow, LaunchWriter, NonceAlreadySpent
from lti_tool.persistence.people import Course, LaunchSession, Person
from lti_tool.persistence.platforms import PlatformRegistration, Provider, StaffGrant
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House

IDLE = timedelta(hours=12)
LONGEST = timedelta(hours=24)
NOTED_EVERY = timedelta(minutes=10)
"""A visit's last use is written down only so often: a page view is not a write."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A new launch session: its handle for the path, and the value of its cookie."""

    handle: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is here, through which launch, and as what. Every page inside a launch has one."""

    handle: str
    person_id: str
    name: str
    email: str | None
    roles: frozenset[Role]
    issuer: str
    sub: str
    registration_id: str
    frame_origin: str
    provider_id: str
    provider_name: str
    office_name: str
    variables: Mapping[str, str]
    course_id: str
    course_title: str
    module: str | None
    award: str | None
    return_url: str | None
    language: str | None = None
    """The language to read modules in (a BCP 47 tag): the one chosen, else that of the LMS."""
    sits_for: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    """The awards whose records a partnership manager or a panel's member may see: by role, those
    that ask something of their seat."""

    def is_a(self, role: Role) -> bool:
        """Whether the visitor may act in that role."""
        return role in self.roles


class Threshold:
    """Lets launches in. One for one engine: it remembers what need not be written again."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._writer = LaunchWriter(house.units.engine)

    def enter(self, launch: Launch) -> Entered:
        """Spend the nonce and keep person, course, link and session, in one commit.

        Raises:
            LaunchRefused: the nonce has been spent before.
        """
        handle = secrets.token_urlsafe(24)
        try:
            self._writer.write(_row(launch, handle, self._house))
        except NonceAlreadySpent:
            raise nonce_spent() from None
        return Entered(handle, cookie_of(self._house, handle))


def cookie_of(house: House, handle: str) -> str:
    """The cookie's value: it cannot be made from the handle without the secret."""
    mac = hmac.new(house.secret_key.encode(), b"visit\n" + _bytes(handle), hashlib.sha256)
    return mac.hexdigest()[:40]


def resume(house: House, handle: str, cookie: str | None) -> Visit:
    """The visit behind a page's address.

    Raises:
        SessionEnded: no such launch, it has been idle for too long, was ended, or the cookie is
            not the one it was given.
    """
    expected = cookie_of(house, handle).encode()
    if cookie is None or not hmac.compare_digest(_bytes(cookie), expected):
        raise SessionEnded(
            "This page belongs to another browser window, or your browser did not keep its "
            "cookie. Please open it again from your course."
        )
    with house.units.reading() as unit:
        row = unit.session.execute(_visit_query(_hash(handle))).one_or_none()
        if row is None or _is_over(row.LaunchSession, unit):
            raise SessionEnded(
                "You have been away for a while, so this page was closed to keep your work "
                "private. Everything you saved is still there: please open it again from your "
                "course."
            )
        visit = _visit(handle, row, _granted(unit, row), house)
        stale = unit.now - row.LaunchSession.last_used_at > NOTED_EVERY
    if stale:
        _note(house, handle)
    return visit


def end(house: House, visit: Visit) -> None:
    """End the launch session now ("I am done on this computer")."""
    with house.units.writing() as unit:
        unit.session.execute(
            update(LaunchSession)
            .where(LaunchSession.handle_hash == _hash(visit.handle))
            .values(ended_at=unit.now)
        )


def _hash(handle: str) -> str:
    return hashlib.sha256(_bytes(handle)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")


def _row(launch: Launch, handle: str, house: House) -> LaunchRow:
    ags = launch.ags
    return LaunchRow(
        handle_hash=_hash(handle),
        registration_id=launch.registration_id,
        nonce=launch.nonce,
        issuer=launch.issuer,
        sub=launch.sub,
        name=launch.name,
        email=launch.email,
        locale=launch.locale,
        role=_course_role(launch),
        course=(
            ("registration_id", launch.registration_id),
            ("deployment_id", launch.deployment_id),
            ("context_id", launch.context_id or ""),
            ("label", launch.context_label or ""),
            ("title", launch.context_title or ""),
            ("line_items_url", ags.lineitems if ags else None),
            ("ags_scopes", " ".join(sorted(ags.scopes)) if ags else ""),
            ("memberships_url", launch.context_memberships_url),
        ),
        link=(
            ("resource_link_id", launch.resource_link_id or ""),
            ("title", launch.resource_link_title or ""),
            ("module", launch.module),
            ("award", launch.award),
            ("line_item_url", ags.lineitem if ags else None),
        ),
        module=launch.module,
        award=launch.award,
        return_url=launch.return_url,
        at=house.units.clock.now(),
    )


def _course_role(launch: Launch) -> str:
    """Instructor → tutor of that course; Learner → mentor; anybody else has no role here."""
    if launch.is_instructor:
        return Role.TUTOR
    return Role.MENTOR if launch.is_learner else "none"


def _visit_query(handle_hash: str) -> Any:
    return (
        select(LaunchSession, Person, Course, PlatformRegistration, Provider)
        .join(Person, Person.id == LaunchSession.person_id)
        .join(Course, Course.id == LaunchSession.course_id)
        .join(PlatformRegistration, PlatformRegistration.id == LaunchSession.registration_id)
        .join(Provider, Provider.id == PlatformRegistration.provider_id)
        .where(LaunchSession.handle_hash == handle_hash)
    )


def _is_over(session: LaunchSession, unit: UnitOfWork) -> bool:
    return (
        session.ended_at is not None
        or unit.now - session.last_used_at > IDLE
        or unit.now - session.started_at > LONGEST
    )


def _granted(unit: UnitOfWork, row: Row[Any]) -> frozenset[Role]:
    """Staff's rights are looked up at every page, so that taking them away works at once."""
    grants = select(StaffGrant.role).where(
        StaffGrant.provider_id == row.Provider.id,
        StaffGrant.registration_id == row.PlatformRegistration.id,
        StaffGrant.sub == row.Person.sub,
    )
    kept = set(unit.session.scalars(grants))
    return frozenset(role for role in STAFF if role in kept)


def _sits_for(house: House, roles: Collection[Role]) -> dict[Role, frozenset[str]]:
    awards = [award for scheme in house.library.schemes for award in scheme.awards]
    return {
        role: frozenset(award.id for award in awards if award.asks_of(STAFF[role]))
        for role in roles
        if role is not Role.OFFICE
    }


def _visit(handle: str, row: Row[Any], granted: frozenset[Role], house: House) -> Visit:
    session, person, course = row.LaunchSession, row.Person, row.Course
    registration, provider = row.PlatformRegistration, row.Provider
    roles = {Role(session.role)} if session.role in {Role.MENTOR, Role.TUTOR} else set()
    return Visit(
        handle=handle,
        person_id=person.id,
        name=person.name or "",
        email=person.email,
        roles=frozenset(roles | granted),
        issuer=person.issuer,
        sub=person.sub,
        registration_id=registration.id,
        frame_origin=registration.frame_origin,
        provider_id=provider.id,
        provider_name=provider.name,
        office_name=provider.office_name,
        variables=provider.variables,
        course_id=course.id,
        course_title=course.title or course.label,
        module=session.module,
        award=session.award,
        return_url=session.return_url,
        language=person.reading_language or person.locale,
        sits_for=_sits_for(house, granted),
    )


def _note(house: House, handle: str) -> None:
    with house.units.writing() as unit:
        unit.session.execute(
            update(LaunchSession)
            .where(LaunchSession.handle_hash == _hash(handle))
            .values(last_used_at=unit.now)
        )
