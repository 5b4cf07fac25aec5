"""A later award that is held takes in the earlier ones; a checklist is looked at again later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.facts import AuditDone, AuditReviewed, AwardHeld, Fact, Registered, Withdrawn
from lti_tool.domain.progress import RequirementStatus, build_record
from lti_tool.domain.requirements import AuditCompletion, EarlierAward, Requirement
from lti_tool.domain.schemes import Award, Criterion
from lti_tool.domain.subsuming import held_awards, taken_in_by, takers

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
ENTERED = date(2026, 9, 1)
CHECKLIST = "curee/mentoring"


def award(name: str, *subsumes: str, asks: tuple[Requirement, ...] = ()) -> Award:
    rows = (Criterion("ROW.1", "Row", "Row", asks, "source"),) if asks else ()
    return Award(name, name, "", rows, (), None, (), (), None, "1", subsumes=subsumes)


def held(name: str, fact_id: str = "held", days: int = 0) -> AwardHeld:
    at = AT + timedelta(days=days)
    return AwardHeld(id=fact_id, on=at.date(), at=at, by="office", award=name, certificate="C-1")


def status(asked: Requirement, *facts: Fact, days: int = 400) -> RequirementStatus:
    entered = Registered(id="r", on=ENTERED, at=AT, by="mentor")
    record = build_record(
        award("acme/later", asks=(asked,)), [entered, *facts], ENTERED + timedelta(days=days)
    )
    return record.criteria[0].requirements[0]


# --- Taken in -----------------------------------------------------------------------------------

STAGES = [award("a/one"), award("a/two", "a/one"), award("a/three", "a/two"), award("a/other")]


def test_a_later_award_takes_in_what_is_taken_in_by_what_it_takes_in() -> None:
    later = takers(STAGES)
    assert later["a/two"] == ("a/three",)
    assert set(later["a/one"]) == {"a/two", "a/three"}
    assert "a/three" not in later
    assert "a/other" not in later


@given(st.permutations(STAGES))
def test_the_order_in_which_awards_are_read_is_no_matter(awards: list[Award]) -> None:
    assert {name: set(by) for name, by in takers(awards).items()} == {
        "a/one": {"a/two", "a/three"},
        "a/two": {"a/three"},
    }


def test_who_holds_a_later_award_need_not_have_the_earlier_one() -> None:
    later = takers(STAGES)
    found = taken_in_by("a/one", [held("a/other", "x"), held("a/three", "y")], later)
    assert found is not None
    assert found.award == "a/three"
    assert taken_in_by("a/three", [held("a/one")], later) is None


def test_a_revoked_certificate_takes_nothing_in() -> None:
    gone = Withdrawn(id="w", on=ENTERED, at=AT, by="office", fact="held", reason="A mistake.")
    assert held_awards([held("a/three"), gone]) == ()
    assert taken_in_by("a/one", [held("a/three"), gone], takers(STAGES)) is None


def test_where_an_earlier_award_is_asked_for_a_later_one_counts() -> None:
    asked = EarlierAward("ROW.1/award", ("a/one",), "The first award")
    assert not status(asked, held("a/three")).met
    assert status(replace(asked, or_later=("a/two", "a/three")), held("a/three", days=3)).met


# --- A checklist of an earlier stage ------------------------------------------------------------

ASKED = AuditCompletion("ROW.1/mentoring", CHECKLIST, "The checklist", since_entering=True)


def done(days: int) -> AuditDone:
    at = AT + timedelta(days=days)
    return AuditDone(id=f"d{days}", on=at.date(), at=at, by="mentor", audit=CHECKLIST)


def reviewed(days: int) -> AuditReviewed:
    at = AT + timedelta(days=days)
    return AuditReviewed(id=f"r{days}", on=at.date(), at=at, by="mentor", audit=CHECKLIST)


def test_what_was_filled_in_before_entering_is_shown_with_its_day_and_looked_at_again() -> None:
    found = status(ASKED, done(-400), reviewed(-30))
    assert not found.met
    assert found.so_far.startswith("It was filled in on 2 August 2026, before this award was")
    assert [fact.id for fact in found.facts] == ["r-30"]


def test_what_is_filled_in_on_the_day_of_entering_counts() -> None:
    assert status(ASKED, done(0)).on == ENTERED
    assert not status(ASKED, done(-1)).met


def test_one_that_has_never_been_filled_in_is_missing_without_further_words() -> None:
    assert status(ASKED).so_far == ""


@given(
    first=st.integers(-700, 300),
    later=st.lists(st.integers(1, 700), max_size=4, unique=True),
    seed=st.randoms(use_true_random=False),
)
def test_it_counts_from_the_first_round_since_entering(
    first: int, later: list[int], seed: Random
) -> None:
    rounds = [first, *(first + one for one in sorted(later))]
    facts: list[Fact] = [done(first), *(reviewed(one) for one in rounds[1:])]
    seed.shuffle(facts)
    found = status(ASKED, *facts, days=2000)
    since = [one for one in rounds if one >= 0]
    assert found.on == (ENTERED + timedelta(days=since[0]) if since else None)


@given(st.integers(-700, 300))
def test_without_the_wish_the_first_time_counts_for_ever(day: int) -> None:
    asked = replace(ASKED, since_entering=False)
    assert status(asked, done(day)).on == ENTERED + timedelta(days=day)
