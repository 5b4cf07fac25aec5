"""What a launch writes, on both databases: known rows are kept true, a nonce is spent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from lti_tool.persistence.database import new_id
from lti_tool.persistence.entering import LaunchRow, LaunchWriter, NonceAlreadySpent
from lti_tool.persistence.people import Course, LaunchSession, Membership, Person, ResourceLink
from lti_tool.usecases.house import House

from ..usecases.award_fixtures import another_provider
from ..usecases.place import ISSUER, Place, rows
from ..usecases.racing import at_once
from .committing import commits_of

RUNNERS = 8


@pytest.fixture
def writer(house: House) -> LaunchWriter:
    return LaunchWriter(house.units.engine)


@pytest.fixture
def row(place: Place, house: House) -> LaunchRow:
    return LaunchRow(
        handle_hash="h-1",
        registration_id=place.registration_id,
        nonce="n-1",
        issuer=ISSUER,
        sub="7",
        name="Ngũgĩ Example",
        email="n@school.example",
        locale="en",
        role="mentor",
        course=(
            ("registration_id", place.registration_id),
            ("deployment_id", "1"),
            ("context_id", "c-1"),
            ("label", "M1"),
            ("title", "Mentoring"),
            ("line_items_url", f"{ISSUER}/lineitems"),
            ("ags_scopes", "a b"),
            ("memberships_url", f"{ISSUER}/members"),
        ),
        link=(
            ("resource_link_id", "l-1"),
            ("title", "Module 1"),
            ("module", "west-london/entry-1"),
            ("award", None),
            ("line_item_url", f"{ISSUER}/lineitems/1"),
        ),
        module="west-london/entry-1",
        award=None,
        return_url=f"{ISSUER}/back",
        at=house.units.clock.now(),
    )


def again(row: LaunchRow, **changes: Any) -> LaunchRow:
    """A later launch, which says something else."""
    for part in ("course", "link"):
        if part in changes:
            changes[part] = tuple((dict(getattr(row, part)) | changes[part]).items())
    later = row.at + timedelta(minutes=1)
    return replace(row, **{"handle_hash": new_id(), "nonce": new_id(), "at": later, **changes})


def only(house: House, model: Any, **where: object) -> Any:
    (found,) = rows(house, model, **where)
    return found


def test_a_first_launch_is_kept_whole(house: House, writer: LaunchWriter, row: LaunchRow) -> None:
    writer.write(row)
    person = only(house, Person, sub="7")
    assert (person.issuer, person.name, person.email) == (ISSUER, row.name, row.email)
    assert person.first_seen == person.last_seen == row.at
    course = only(house, Course, context_id="c-1")
    assert {name: getattr(course, name) for name, _ in row.course} == dict(row.course)
    link = only(house, ResourceLink)
    assert {name: getattr(link, name) for name, _ in row.link} == dict(row.link)
    session = only(house, LaunchSession)
    assert (session.person_id, session.course_id) == (person.id, course.id)
    assert (session.resource_link_ref, session.module, session.award) == (link.id, row.module, None)
    assert (session.started_at, session.last_used_at, session.ended_at) == (row.at, row.at, None)
    assert only(house, Membership, course_id=course.id).role == "mentor"


def test_a_later_launch_changes_what_it_says_and_no_more(
    house: House, writer: LaunchWriter, row: LaunchRow
) -> None:
    writer.write(row)
    before = only(house, Person, sub="7")
    later = again(
        row,
        name=None,
        email="new@school.example",
        role="tutor",
        course={"title": "Mentoring 2027", "line_items_url": None, "ags_scopes": ""},
        link={"title": "Module One", "module": None, "award": "west-london/entry"},
    )
    writer.write(later)
    person = only(house, Person, sub="7")
    assert (person.id, person.name, person.email) == (before.id, row.name, "new@school.example")
    assert (person.first_seen, person.last_seen) == (row.at, later.at)
    course = only(house, Course, context_id="c-1")
    assert (course.title, course.line_items_url) == ("Mentoring 2027", f"{ISSUER}/lineitems")
    assert course.ags_scopes == "a b"
    link = only(house, ResourceLink)
    assert (link.title, link.module, link.award) == ("Module One", None, "west-london/entry")
    membership = only(house, Membership, course_id=course.id)
    assert (membership.role, membership.seen_at) == ("tutor", later.at)
    assert len(rows(house, LaunchSession)) == 2


def test_a_writer_of_another_process_finds_the_same_rows(
    house: House, writer: LaunchWriter, row: LaunchRow
) -> None:
    writer.write(row)
    LaunchWriter(house.units.engine).write(again(row))
    writer.write(again(row))
    for model, where in (
        (Person, {"sub": "7"}),
        (Course, {"context_id": "c-1"}),
        (ResourceLink, {}),
    ):
        only(house, model, **where)
    assert len(rows(house, LaunchSession)) == 3


def test_a_spent_nonce_keeps_nothing_of_the_launch(
    house: House, writer: LaunchWriter, row: LaunchRow
) -> None:
    writer.write(row)
    with pytest.raises(NonceAlreadySpent):
        writer.write(again(row, nonce=row.nonce, sub="8", course={"context_id": "c-2"}))
    assert rows(house, Person, sub="8") == rows(house, Course, context_id="c-2") == []
    only(house, LaunchSession)
    writer.write(again(row, sub="8", course={"context_id": "c-2"}))
    only(house, Course, context_id="c-2")


def test_the_same_nonce_of_another_registration_is_another_nonce(
    house: House, writer: LaunchWriter, row: LaunchRow
) -> None:
    _, other = another_provider(house)
    writer.write(row)
    writer.write(
        again(row, registration_id=other, nonce=row.nonce, course={"registration_id": other})
    )
    assert len(rows(house, LaunchSession, nonce=row.nonce)) == 2
    assert len(rows(house, Course, context_id="c-1")) == 2


def test_of_many_launches_with_one_nonce_at_once_one_enters(house: House, row: LaunchRow) -> None:
    """As with several processes: each has a writer that knows nothing of the others'."""

    def enter(number: int) -> str:
        try:
            LaunchWriter(house.units.engine).write(
                again(row, nonce="raced", sub=str(number), course={"context_id": f"c-{number}"})
            )
        except NonceAlreadySpent:
            return "refused"
        return "in"

    results = at_once(*[lambda n=n: enter(n) for n in range(RUNNERS)])
    assert sorted(results) == ["in"] + ["refused"] * (RUNNERS - 1)
    session = only(house, LaunchSession)
    assert only(house, Person, issuer=ISSUER, id=session.person_id)
    assert len([p for p in rows(house, Person) if p.sub in map(str, range(RUNNERS))]) == 1


def test_many_first_launches_of_one_person_at_once_make_one_person(
    house: House, row: LaunchRow
) -> None:
    launches = [again(row) for _ in range(RUNNERS)]
    at_once(*[lambda one=one: LaunchWriter(house.units.engine).write(one) for one in launches])
    person, course = only(house, Person, sub="7"), only(house, Course, context_id="c-1")
    link = only(house, ResourceLink)
    sessions = rows(house, LaunchSession)
    assert len(sessions) == RUNNERS
    assert {(s.person_id, s.course_id, s.resource_link_ref) for s in sessions} == {
        (person.id, course.id, link.id)
    }


def test_a_launch_is_one_commit(engine: Engine, row: LaunchRow) -> None:
    commits = commits_of(engine)
    writer = LaunchWriter(engine)
    for number, launch in enumerate((row, again(row), again(row, role="tutor")), 1):
        writer.write(launch)
        assert len(commits) == number
