"""The self-check of an award: kept as it is given, complete when nothing is unrated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from lti_tool.domain.schemes import Audit
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import AuditAnswer, Enrolment, FactRow
from lti_tool.usecases.audits import AuditPage, audit_page, save_ratings
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from .learning import Learner
from .place import AWARD, SUMMER_NIGHT, Place, StillClock, rows
from .racing import at_once
from .watching import Queries

AUDIT = "self-check"


class SelfCheck:
    """One mentor's self-check, used as its page uses it."""

    def __init__(self, house: House, place: Place, visit: Visit) -> None:
        self.house = house
        self.visit = visit
        self.enrolment_id = place.enrolled(visit)
        self.audit: Audit = house.library.award(AWARD).audit(AUDIT)
        self.items = [item.id for item in self.audit.items]
        self.words = [word for word, _ in self.audit.ratings]
        self.all_good = {item: self.words[-1] for item in self.items}

    def saves(
        self, ratings: Mapping[str, str], notes: str = "", *, revision: int, finish: bool = False
    ) -> AuditPage:
        return save_ratings(
            self.house,
            self.visit,
            AWARD,
            AUDIT,
            ratings,
            notes,
            revision=revision,
            finish=finish,
        )

    def page(self) -> AuditPage:
        return audit_page(self.house, self.visit, AWARD, AUDIT)

    def told(self, verb: str) -> list[dict[str, Any]]:
        kept = [row.body for row in rows(self.house, StatementRow)]
        return [body for body in kept if body["verb"]["id"].endswith(f"/{verb}")]

    def facts(self) -> list[FactRow]:
        return rows(self.house, FactRow, kind="AuditDone")


@pytest.fixture
def check(house: House, place: Place, mentor: Visit) -> SelfCheck:
    return SelfCheck(house, place, mentor)


def test_an_empty_self_check(check: SelfCheck) -> None:
    page = check.page()
    assert (dict(page.ratings), page.notes, page.revision) == ({}, "", 0)
    assert (page.saved_at, page.completed_on) == (None, None)


def test_ratings_are_kept_as_they_are_given(check: SelfCheck, clock: StillClock) -> None:
    first, second = check.items[:2]
    check.saves({first: check.words[0], second: ""}, revision=0)
    page = check.saves({second: check.words[1]}, " My notes\r\n", revision=1)
    assert page == check.page()
    assert dict(page.ratings) == {first: check.words[0], second: check.words[1]}
    assert (page.notes, page.revision, page.saved_at) == ("My notes", 2, clock.now())
    assert page.completed_on is None
    assert check.facts() == []


def test_each_new_rating_is_told_of(check: SelfCheck) -> None:
    first, second = check.items[:2]
    check.saves({first: check.words[0]}, revision=0)
    check.saves({first: check.words[0], second: check.words[-1]}, revision=1)
    check.saves({first: check.words[1]}, revision=2)
    results = [statement["result"] for statement in check.told("rated")]
    assert [r["response"] for r in results] == [check.words[0], check.words[-1], check.words[1]]
    assert results[1]["score"] == {"raw": len(check.words), "min": 1, "max": len(check.words)}


def test_saving_the_same_again_changes_nothing(check: SelfCheck, clock: StillClock) -> None:
    page = check.saves({check.items[0]: check.words[0]}, "Words", revision=0)
    clock.moves(minutes=1)
    assert check.saves({check.items[0]: check.words[0]}, "Words", revision=0) == page


def test_saving_nothing_keeps_nothing(house: House, check: SelfCheck) -> None:
    assert check.saves({}, revision=0).revision == 0
    assert rows(house, AuditAnswer) == []


def test_finishing_completes_it_on_the_day_in_london(
    house: House, check: SelfCheck, clock: StillClock
) -> None:
    clock.at = SUMMER_NIGHT
    page = check.saves(check.all_good, revision=0, finish=True)
    assert page.completed_on == date(2027, 6, 20)
    (fact,) = check.facts()
    assert (fact.enrolment_id, fact.on) == (check.enrolment_id, date(2027, 6, 20))
    assert (fact.by, fact.body) == (check.visit.person_id, {"audit": AUDIT})
    (statement,) = check.told("completed")
    assert statement["object"]["id"].endswith("/audit/west-london/entry/self-check")
    (enrolment,) = rows(house, Enrolment)
    assert enrolment.waiting_for == ",mentor,"


def test_a_poor_rating_blocks_nothing(check: SelfCheck) -> None:
    worst = {item: check.words[0] for item in check.items}
    assert check.saves(worst, revision=0, finish=True).completed_on


def test_finishing_names_every_line_that_is_not_rated_and_keeps_the_page_valid(
    check: SelfCheck,
) -> None:
    some = {item: check.words[0] for item in check.items[2:]}
    with pytest.raises(InvalidInput) as caught:
        check.saves(some, revision=0, finish=True)
    assert set(caught.value.fields) == set(check.items[:2])
    assert check.audit.items[0].words in caught.value.fields[check.items[0]]
    assert check.facts() == []
    assert check.saves(check.all_good, revision=0, finish=True).completed_on


def test_it_is_completed_once_and_can_still_be_changed(check: SelfCheck, clock: StillClock) -> None:
    done = check.saves(check.all_good, revision=0, finish=True)
    clock.moves(days=3)
    assert check.saves(check.all_good, revision=0, finish=True) == done
    changed = check.saves({check.items[0]: check.words[0]}, revision=1, finish=True)
    assert changed.revision == 2
    assert changed.ratings[check.items[0]] == check.words[0]
    assert changed.completed_on == done.completed_on
    assert len(check.facts()) == 1
    assert len(check.told("completed")) == 1


def test_a_save_from_an_older_page_is_a_conflict(check: SelfCheck) -> None:
    check.saves({check.items[0]: check.words[0]}, revision=0)
    with pytest.raises(Conflict, match="another window"):
        check.saves({check.items[0]: check.words[1]}, revision=0)
    assert check.page().ratings[check.items[0]] == check.words[0]


def test_finishing_twice_at_once_is_finishing_once(check: SelfCheck) -> None:
    def finish() -> AuditPage:
        return check.saves(check.all_good, revision=0, finish=True)

    first, second = at_once(finish, finish)
    assert first == second
    assert len(check.facts()) == 1
    assert len(check.told("rated")) == len(check.items)


@pytest.mark.parametrize(
    "ratings",
    [{"no-such-line": "x"}, {"first": "Perfect"}, {"first": "x" * 500}],
    ids=["unknown line", "unknown rating", "long rating"],
)
def test_what_is_not_part_of_it_is_refused(check: SelfCheck, ratings: dict[str, str]) -> None:
    given = {check.items[0] if item == "first" else item: r for item, r in ratings.items()}
    with pytest.raises(InvalidInput) as caught:
        check.saves(given, revision=0)
    assert set(caught.value.fields) == set(given)


def test_notes_have_an_end(check: SelfCheck) -> None:
    with pytest.raises(InvalidInput) as caught:
        check.saves({}, "x" * 20_001, revision=0)
    assert set(caught.value.fields) == {"notes"}


@pytest.mark.parametrize(("award", "audit"), [(AWARD, "other"), ("west-london/none", AUDIT)])
def test_what_does_not_exist_is_not_found(check: SelfCheck, award: str, audit: str) -> None:
    with pytest.raises(NotFound):
        audit_page(check.house, check.visit, award, audit)
    with pytest.raises(NotFound):
        save_ratings(check.house, check.visit, award, audit, {}, "", revision=0, finish=False)


def test_without_entering_the_award_there_is_no_self_check(house: House, mentor: Visit) -> None:
    with pytest.raises(NotFound, match="not entered"):
        audit_page(house, mentor, AWARD, AUDIT)


def test_another_mentors_ratings_are_theirs(house: House, place: Place, check: SelfCheck) -> None:
    other = SelfCheck(house, place, place.mentor())
    check.saves(check.all_good, revision=0, finish=True)
    assert dict(other.page().ratings) == {}
    assert other.page().completed_on is None


def test_self_check_and_module_together_move_the_record_on(
    house: House, place: Place, check: SelfCheck
) -> None:
    check.saves(check.all_good, revision=0, finish=True)
    Learner(house, check.visit).does_everything()
    (enrolment,) = rows(house, Enrolment)
    assert enrolment.criteria_met == 1
    assert enrolment.waiting_for == ",mentor,"


def test_the_number_of_queries_is_bounded(check: SelfCheck, queries: Callable[[], Queries]) -> None:
    with queries() as reading:
        check.page()
    with queries() as saving:
        check.saves({item: check.words[0] for item in check.items}, revision=0)
    with queries() as finishing:
        check.saves(check.all_good, revision=1, finish=True)
    assert reading.count <= 2
    assert saving.count <= 8, saving.seen
    assert finishing.count <= 20, finishing.seen
