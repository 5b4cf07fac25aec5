"""Visits: one commit to enter, a cookie to come back, an end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from lti_tool.domain.seats import Role
from lti_tool.errors import LaunchRefused, SessionEnded
from lti_tool.lti.claims import AgsEndpoint, Launch
from lti_tool.lti.roles import LaunchRole
from lti_tool.persistence.people import Course, LaunchSession, Membership, Person, ResourceLink
from lti_tool.usecases import visits
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import grant_staff
from lti_tool.usecases.visits import IDLE, LONGEST, Entered, Threshold

from ..persistence.committing import commits_of
from .place import ISSUER, Place, StillClock, rows
from .racing import at_once

LAUNCH = Launch(
    registration_id="",
    provider_id="",
    issuer=ISSUER,
    client_id="tool",
    deployment_id="1",
    sub="7",
    nonce="nonce-1",
    expires=0.0,
    message_type="LtiResourceLinkRequest",
    name="Ada Example",
    given_name=None,
    family_name=None,
    email="ada@uni.example",
    locale="en",
    roles=frozenset({LaunchRole.LEARNER}),
    context_id="course-1",
    context_label="M1",
    context_title="Mentoring",
    resource_link_id="link-1",
    resource_link_title="Module 1",
    target_link_uri="https://mentors.example.ac.uk/lti/launch",
    custom={},
    module="west-london/entry-1",
    award=None,
    ags=AgsEndpoint(
        lineitems=f"{ISSUER}/lineitems", lineitem=f"{ISSUER}/lineitems/1", scopes=frozenset({"s"})
    ),
    context_memberships_url=f"{ISSUER}/members",
    return_url=f"{ISSUER}/course/1",
    for_user=None,
    state_cookie_name="state",
)


class Door:
    """Launches from the place's platform."""

    def __init__(self, house: House, place: Place) -> None:
        self.house = house
        self.threshold = Threshold(house)
        self.launch = replace(
            LAUNCH, registration_id=place.registration_id, provider_id=place.provider_id
        )
        self._count = 1

    def enter(self, **changes: Any) -> Entered:
        """A launch with a fresh nonce, unless one is given."""
        self._count += 1
        launch = replace(self.launch, nonce=f"nonce-{self._count}")
        return self.threshold.enter(replace(launch, **changes))

    def resume(self, entered: Entered) -> visits.Visit:
        return visits.resume(self.house, entered.handle, entered.cookie)


@pytest.fixture
def door(house: House, place: Place) -> Door:
    return Door(house, place)


@pytest.fixture
def commits(engine: Engine) -> list[str]:
    """Every commit of the database from now on, as its driver is told."""
    return commits_of(engine)


# --- entering -----------------------------------------------------------------------------------


def test_a_launch_becomes_a_visit(door: Door, place: Place) -> None:
    visit = door.resume(door.enter())
    assert (visit.issuer, visit.sub, visit.name, visit.email) == (
        ISSUER,
        "7",
        "Ada Example",
        "ada@uni.example",
    )
    assert visit.roles == {Role.MENTOR}
    assert (visit.module, visit.award) == ("west-london/entry-1", None)
    assert (visit.provider_id, visit.course_title) == (place.provider_id, "Mentoring")
    assert visit.return_url == f"{ISSUER}/course/1"


def test_entering_is_one_commit_the_first_time_and_every_time(
    door: Door, commits: list[str]
) -> None:
    for number in (1, 2, 3):
        door.enter()
        assert len(commits) == number


def test_coming_back_commits_nothing(door: Door, commits: list[str]) -> None:
    entered = door.enter()
    commits.clear()
    for _ in range(3):
        door.resume(entered)
    assert commits == []


def test_a_nonce_opens_the_door_once_and_nothing_is_kept_of_the_second(door: Door) -> None:
    door.enter(nonce="spent")
    with pytest.raises(LaunchRefused) as refused:
        door.enter(nonce="spent", sub="8", context_id="course-2", name="Eve")
    assert 400 <= refused.value.status < 500
    assert [person.sub for person in rows(door.house, Person)] == ["7"]
    assert "course-2" not in {course.context_id for course in rows(door.house, Course)}
    assert len(rows(door.house, LaunchSession)) == 1


def test_the_same_nonce_at_the_same_moment_opens_once(door: Door) -> None:
    def enter() -> str:
        try:
            door.threshold.enter(replace(door.launch, nonce="raced"))
        except LaunchRefused:
            return "refused"
        return "in"

    assert sorted(at_once(enter, enter, enter)) == ["in", "refused", "refused"]


def test_after_a_refused_launch_the_next_one_of_that_course_enters(door: Door) -> None:
    """What was rolled back must not be taken for written."""
    door.enter(nonce="spent")
    with pytest.raises(LaunchRefused):
        door.enter(nonce="spent", context_id="course-2")
    assert door.resume(door.enter(context_id="course-2")).course_title == "Mentoring"


def test_a_person_is_issuer_and_sub(door: Door) -> None:
    first = door.resume(door.enter())
    again = door.resume(door.enter(name="Ada B. Example"))
    other = door.resume(door.enter(issuer="https://other.example", name="Ada Example"))
    assert again.person_id == first.person_id != other.person_id
    assert again.name == "Ada B. Example"


def test_a_platform_that_stops_sending_a_name_does_not_erase_it(door: Door) -> None:
    door.enter()
    visit = door.resume(door.enter(name=None, email=None, locale=None))
    assert (visit.name, visit.email) == ("Ada Example", "ada@uni.example")


def test_courses_and_links_are_kept_once_and_follow_their_platform(door: Door) -> None:
    for title in ("Mentoring", "Mentoring", "Mentoring 2027", "Mentoring"):
        visit = door.resume(door.enter(context_title=title, resource_link_title=title))
        assert visit.course_title == title
    (link,) = rows(door.house, ResourceLink)
    assert link.title == "Mentoring"
    assert len(rows(door.house, Course, context_id="course-1")) == 1


def test_a_launch_without_gradebook_does_not_forget_the_courses(door: Door) -> None:
    """Some platforms leave the claim out for some people: grades must still find their way."""
    door.enter()
    door.enter(ags=None, context_memberships_url=None, sub="8")
    door.enter()
    (course,) = rows(door.house, Course, context_id="course-1")
    assert course.line_items_url == f"{ISSUER}/lineitems"
    assert course.memberships_url == f"{ISSUER}/members"
    assert course.ags_scopes == "s"
    (link,) = rows(door.house, ResourceLink)
    assert link.line_item_url == f"{ISSUER}/lineitems/1"


def test_a_link_that_is_changed_in_the_course_opens_something_else(door: Door) -> None:
    door.enter()
    visit = door.resume(door.enter(module=None, award="west-london/entry"))
    assert (visit.module, visit.award) == (None, "west-london/entry")
    (link,) = rows(door.house, ResourceLink)
    assert (link.module, link.award) == (None, "west-london/entry")


# --- roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({LaunchRole.LEARNER}, {Role.MENTOR}),
        ({LaunchRole.INSTRUCTOR}, {Role.TUTOR}),
        ({LaunchRole.INSTRUCTOR, LaunchRole.LEARNER}, {Role.TUTOR}),
        ({LaunchRole.ADMINISTRATOR}, set()),
        (set(), set()),
    ],
)
def test_what_somebody_is_here(door: Door, roles: set[LaunchRole], expected: set[Role]) -> None:
    assert door.resume(door.enter(roles=frozenset(roles))).roles == expected


def test_a_role_belongs_to_the_launch_it_came_with(door: Door) -> None:
    as_tutor = door.enter(roles=frozenset({LaunchRole.INSTRUCTOR}))
    as_mentor = door.enter(context_id="course-2")
    assert door.resume(as_tutor).roles == {Role.TUTOR}
    assert door.resume(as_mentor).roles == {Role.MENTOR}
    assert {m.role for m in rows(door.house, Membership)} == {"mentor", "tutor"}


def test_office_rights_are_granted_to_one_person_of_one_platform(door: Door) -> None:
    granted, other = door.enter(), door.enter(sub="8")
    assert Role.OFFICE not in door.resume(granted).roles
    grant_staff(
        door.house.units,
        provider="example",
        issuer=ISSUER,
        client_id="tool",
        sub="7",
        role="office",
    )
    assert door.resume(granted).roles == {Role.MENTOR, Role.OFFICE}
    assert door.resume(other).roles == {Role.MENTOR}


# --- coming back --------------------------------------------------------------------------------


def test_a_handle_is_not_enough_without_its_cookie(door: Door) -> None:
    mine, yours = door.enter(), door.enter(sub="8")
    for cookie in (None, "", "x" * 40, yours.cookie, mine.cookie[:-1], mine.cookie.upper(), "é"):
        with pytest.raises(SessionEnded):
            visits.resume(door.house, mine.handle, cookie)
    assert door.resume(mine).sub == "7"


@pytest.mark.parametrize("handle", ["", "nothing", "é", "\ud800", "x" * 5000])
def test_an_address_of_no_launch_leads_nowhere(door: Door, handle: str) -> None:
    for cookie in (None, "x", visits.cookie_of(door.house, handle)):
        with pytest.raises(SessionEnded):
            visits.resume(door.house, handle, cookie)


def test_neither_handle_nor_cookie_can_be_read_from_the_database(door: Door) -> None:
    entered = door.enter()
    (session,) = rows(door.house, LaunchSession)
    kept = " ".join(str(getattr(session, c.key)) for c in LaunchSession.__table__.columns)
    assert entered.handle not in kept
    assert entered.cookie not in kept
    assert len({door.enter().handle for _ in range(5)}) == 5


def test_a_visit_ends_when_nobody_uses_it(door: Door, clock: StillClock) -> None:
    entered = door.enter()
    clock.moves(seconds=IDLE.total_seconds())
    door.resume(entered)
    clock.moves(seconds=IDLE.total_seconds() - 1)
    door.resume(entered)
    fresh = door.enter()
    clock.moves(seconds=IDLE.total_seconds() + 1)
    with pytest.raises(SessionEnded):
        door.resume(fresh)


def test_a_visit_ends_some_day_however_much_it_is_used(door: Door, clock: StillClock) -> None:
    entered = door.enter()
    for _ in range(int(LONGEST.total_seconds() // 3600)):
        clock.moves(hours=1)
        door.resume(entered)
    clock.moves(minutes=1)
    with pytest.raises(SessionEnded):
        door.resume(entered)


def test_somebody_who_is_done_ends_their_visit_and_no_other(door: Door) -> None:
    mine, other_tab = door.enter(), door.enter()
    visits.end(door.house, door.resume(mine))
    with pytest.raises(SessionEnded):
        door.resume(mine)
    door.resume(other_tab)
