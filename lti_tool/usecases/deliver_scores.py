"""Post a score: find its column, or have one made, then send it (AGS 2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lti_tool.errors import DeliveryFinal, DeliveryRetry, DeliverySuperseded, MentorModulesError
from lti_tool.lti.registrations import Registration
from lti_tool.outbound.ags import ActivityProgress, Gradebook, LineItem, Score
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.persistence.leasing import Leased, is_overtaken
from lti_tool.persistence.outbox import LineItem as LineItemRow
from lti_tool.persistence.people import Course, Person, ResourceLink
from lti_tool.persistence.platforms import PlatformRegistration
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import registration_of

FULL = 100
CLAIM = timedelta(seconds=60)
BEING_MADE = (
    "The gradebook's column is being made, or was asked for a moment ago without an answer; the "
    "score follows."
)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a score goes. ``line_item_url`` is empty while the column has to be made."""

    registration: Registration
    sub: str
    line_item_url: str
    line_items_url: str | None


def deliver_score(house: House, door: HttpDoor, tokens: AccessTokens, message: Leased) -> None:
    """Send one score to the gradebook of its course.

    Raises:
        DeliverySuperseded: a later score for the same cell waits already or has arrived, or the
            course has no gradebook for us.
        DeliveryRetry: the LMS cannot be reached, or another worker makes the column just now.
        DeliveryFinal: the LMS will not have it.
    """
    body = message.body
    target = _target(house, message)
    gradebook = Gradebook(door, tokens, target.registration)
    url = target.line_item_url or _made_line_item(house, gradebook, target, body)
    try:
        gradebook.post_score(url, _score(target.sub, body))
    except DeliveryFinal:
        _forget_made_line_item(house, body, url)
        raise


def _score(sub: str, body: dict[str, object]) -> Score:
    given = int(str(body["score"]))
    done = given >= FULL
    return Score(
        user_id=sub,
        score_given=given,
        score_maximum=FULL,
        timestamp=datetime.fromisoformat(str(body["timestamp"])),
        activity_progress=ActivityProgress.COMPLETED if done else ActivityProgress.IN_PROGRESS,
        comment=str(body["comment"]),
    )


def _target(house: House, message: Leased) -> _Target:
    body = message.body
    with house.units.reading() as unit:
        if is_overtaken(unit, message):
            raise DeliverySuperseded("There is a newer score for the same person and column.")
        course = unit.session.get_one(Course, body["course_id"])
        registration = unit.session.get_one(PlatformRegistration, course.registration_id)
        person = unit.session.get_one(Person, body["person_id"])
        url = _known_line_item(unit, course.id, body["resource"])
        if not url and not course.line_items_url:
            raise DeliverySuperseded("This course offers no gradebook to the tool.")
        return _Target(registration_of(unit, registration), person.sub, url, course.line_items_url)


def _known_line_item(unit: UnitOfWork, course_id: str, resource: str) -> str:
    """The column of a placed link goes before one that we have made ourselves."""
    kind, _, key = resource.partition(":")
    column = ResourceLink.module if kind == "module" else ResourceLink.award
    placed = (
        select(ResourceLink.line_item_url)
        .where(
            ResourceLink.course_id == course_id,
            column == key,
            ResourceLink.line_item_url.is_not(None),
        )
        .order_by(ResourceLink.id)
        .limit(1)
    )
    made = unit.session.get(LineItemRow, (course_id, resource))
    return unit.session.scalar(placed) or (made.url if made else "")


def _made_line_item(
    house: House, gradebook: Gradebook, target: _Target, body: dict[str, str]
) -> str:
    """Have the column made, by one worker at a time."""
    key = (body["course_id"], body["resource"])
    claimed_at = _claim(house, key)
    wanted = LineItem(
        resource_id=body["resource"],
        tag="mentor-modules",
        label=_label(house, body["resource"]),
        score_maximum=FULL,
    )
    try:
        url = gradebook.find_or_create_line_item(target.line_items_url or "", wanted)
    except DeliveryFinal:  # after a time-out, though, the LMS may be making it still
        _give_up_claim(house, key, claimed_at)
        raise
    with house.units.writing() as unit:
        unit.session.get_one(LineItemRow, key).url = url
    return url


def _claim(house: House, key: tuple[str, str]) -> datetime:
    """Say that we are at it; the moment of the claim."""
    try:
        with house.units.writing() as unit:
            _write_claim(unit, key)
            return unit.now
    except IntegrityError:  # somebody else claimed it while this transaction ran
        raise DeliveryRetry(BEING_MADE) from None


def _write_claim(unit: UnitOfWork, key: tuple[str, str]) -> None:
    row = unit.session.get(LineItemRow, key, with_for_update=True)
    if row is None:
        course_id, resource = key
        unit.session.add(
            LineItemRow(course_id=course_id, resource=resource, url="", claimed_at=unit.now)
        )
    elif row.claimed_at + CLAIM > unit.now:
        raise DeliveryRetry(BEING_MADE)
    else:
        row.claimed_at = unit.now


def _give_up_claim(house: House, key: tuple[str, str], claimed_at: datetime) -> None:
    """Let the next one try at once, unless somebody else has claimed it since."""
    course_id, resource = key
    with house.units.writing() as unit:
        unit.session.execute(
            delete(LineItemRow).where(
                LineItemRow.course_id == course_id,
                LineItemRow.resource == resource,
                LineItemRow.url == "",
                LineItemRow.claimed_at == claimed_at,
            )
        )


def _label(house: House, resource: str) -> str:
    """The column's name: the title of the module or award."""
    kind, _, key = resource.partition(":")
    library = house.library
    try:
        return library.module(key).title if kind == "module" else library.award(key).title
    except MentorModulesError:  # the pack was taken away; the score is still worth sending
        return key


def _forget_made_line_item(house: House, body: dict[str, str], url: str) -> None:
    """A column of ours that is refused may be gone: have it found or made anew next time."""
    with house.units.writing() as unit:
        row = unit.session.get(LineItemRow, (body["course_id"], body["resource"]))
        if row is not None and row.url == url:
            unit.session.delete(row)
