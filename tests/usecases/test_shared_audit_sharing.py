"""Who sees a mentor's audit: the PCM and the link tutor, while the mentor shares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lti_tool.content.library import Library, load_packs
from lti_tool.domain.seats import Role
from lti_tool.errors import NotFound
from lti_tool.persistence.records import SigningRequest
from lti_tool.usecases import shared_audit_sharing as sharing
from lti_tool.usecases.house import House
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.visits import Visit

from ..audited import AUDIT, AWARD, write_pack
from .auditing import Auditor
from .award_fixtures import of_other_provider
from .place import MODULES, Place, StillClock


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([MODULES, write_pack(tmp_path_factory.mktemp("packs"))])


class Shared(Auditor):
    """The mentor, with a record that a tutor and a PCM work on."""

    def __init__(self, house: House, place: Place, visit: Visit) -> None:
        super().__init__(house, visit)
        self.place = place
        self.enrolment_id = place.enrolled(visit, AWARD)
        self.tutor = place.tutor()
        self.request_id = "request-0000-001"
        with house.units.writing() as unit:
            unit.session.add(
                SigningRequest(
                    id=self.request_id,
                    enrolment_id=self.enrolment_id,
                    seat="pcm",
                    purpose="confirm",
                    name="P. Khan",
                    email="p.khan@school.example",
                    created_at=unit.now,
                    sent_at=unit.now,
                    expires_at=unit.now.replace(year=unit.now.year + 1),
                )
            )

    @property
    def token(self) -> str:
        return token_of(self.house, self.request_id)

    def request_is(self, **values: object) -> None:
        with self.house.units.writing() as unit:
            row = unit.session.get_one(SigningRequest, self.request_id)
            for name, value in values.items():
                setattr(row, name, value)

    def shares(self, shared: bool = True) -> None:
        sharing.set_sharing(self.house, self.visit, AUDIT, shared=shared)

    def seen_by(self, visit: Visit) -> str:
        page = sharing.tutor_page(self.house, visit, self.enrolment_id, AUDIT)
        return page.picture.words

    def seen_by_link(self) -> str:
        return sharing.link_page(self.house, self.token, AUDIT).picture.words

    def nobody_sees_it(self) -> None:
        with pytest.raises(NotFound):
            self.seen_by(self.tutor)
        with pytest.raises(NotFound):
            self.seen_by_link()
        told = sharing.shared_with_tutor(self.house, self.tutor, self.enrolment_id)
        assert [one.completed_on for one in told] == [None]
        assert sharing.shared_by_link(self.house, self.token) == told


@pytest.fixture
def shared(house: House, place: Place, mentor: Visit) -> Shared:
    return Shared(house, place, mentor)


def test_it_is_not_shared_at_first(shared: Shared) -> None:
    shared.completes("Green")
    shared.nobody_sees_it()
    assert shared.overview().shared_on is None


def test_shared_it_is_seen_by_tutor_and_pcm_until_it_is_taken_back(
    shared: Shared, clock: StillClock
) -> None:
    shared.completes("Green", targets="Listen longer")
    shared.shares()
    assert shared.seen_by(shared.tutor) == shared.seen_by_link() == "21 Green, 0 Amber, 0 Red"
    (told,) = sharing.shared_by_link(shared.house, shared.token)
    assert (told.shared, told.completed_on) == (True, clock.today())
    page = sharing.tutor_page(shared.house, shared.tutor, shared.enrolment_id, AUDIT)
    assert [step.target for step in page.plan.open] == ["Listen longer"] * 4
    assert page.mentor_name == "Ada Example"
    shared.shares(False)
    shared.nobody_sees_it()


def test_a_round_that_is_open_is_nobodys_but_the_mentors(shared: Shared) -> None:
    shared.shares()
    shared.fills_in("Red")
    shared.nobody_sees_it()
    shared.finishes()
    shared.begins_review()
    shared.fills_in("Green", round_number=2)
    assert shared.seen_by(shared.tutor) == "0 Green, 0 Amber, 21 Red"


def test_sharing_twice_is_sharing_since_the_first_time(shared: Shared, clock: StillClock) -> None:
    shared.shares()
    since = shared.overview().shared_on
    clock.moves(days=3)
    shared.shares()
    assert shared.overview().shared_on == since
    shared.shares(False)
    shared.shares(False)
    assert shared.overview().shared_on is None


STRANGERS: dict[str, Callable[[Shared], Visit]] = {
    "office": lambda s: s.place.visit(Role.OFFICE),
    "tutor of another course": lambda s: s.place.tutor(course_id=s.place.course("Other")),
    "office that is tutor elsewhere": lambda s: s.place.visit(
        Role.OFFICE, Role.TUTOR, course_id=s.place.course("Other")
    ),
    "tutor of another provider": lambda s: of_other_provider(s.house, s.tutor),
    "another mentor": lambda s: s.place.mentor(),
    "the mentor, who is a tutor too": lambda s: replace(
        s.visit, roles=frozenset({Role.MENTOR, Role.TUTOR})
    ),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_sees_it(shared: Shared, who: str) -> None:
    shared.completes()
    shared.shares()
    stranger = STRANGERS[who](shared)
    with pytest.raises(NotFound):
        shared.seen_by(stranger)
    assert sharing.shared_with_tutor(shared.house, stranger, shared.enrolment_id) == ()


@pytest.mark.parametrize("why", ["answered", "expired", "not sent", "another seat"])
def test_a_link_shows_it_only_while_it_can_be_answered_by_the_pcm(
    shared: Shared, clock: StillClock, why: str
) -> None:
    shared.completes()
    shared.shares()
    changes: dict[str, dict[str, object]] = {
        "answered": {"outcome": "confirmed"},
        "expired": {"expires_at": clock.now()},
        "not sent": {"sent_at": None},
        "another seat": {"seat": "panel"},
    }
    shared.request_is(**changes[why])
    clock.moves(seconds=1)
    assert sharing.shared_by_link(shared.house, shared.token) == ()
    with pytest.raises(NotFound):
        shared.seen_by_link()


def test_a_forged_link_shows_nothing(shared: Shared) -> None:
    shared.completes()
    shared.shares()
    with pytest.raises(NotFound):
        sharing.link_page(shared.house, shared.request_id + "0" * 40, AUDIT)


def test_an_award_that_does_not_ask_for_it_does_not_show_it(
    house: House, place: Place, mentor: Visit
) -> None:
    auditor = Auditor(house, mentor)
    auditor.completes()
    sharing.set_sharing(house, mentor, AUDIT, shared=True)
    entry, tutor = place.enrolled(mentor), place.tutor()
    assert sharing.shared_with_tutor(house, tutor, entry) == ()
    with pytest.raises(NotFound):
        sharing.tutor_page(house, tutor, entry, AUDIT)
