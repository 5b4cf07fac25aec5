"""Written reflections of an award: drafts are the mentor's own, what is saved is on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.domain.facts import Reflected
from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import certify, reflections
from lti_tool.usecases.drafted_texts import StaleText
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_signed import SignaturesWouldFall, knowing
from lti_tool.usecases.reflections import ReflectionPage

from .journeying import WORDS, Journey
from .place import Place, StillClock, rows

AWARD = "ljmu/developing"
LONG = WORDS * 10


@pytest.fixture
def journey(house: House, place: Place, clock: StillClock) -> Journey:
    return Journey(house, place, clock, AWARD).begins()


def page(journey: Journey, question: str = "reflection") -> ReflectionPage:
    return reflections.reflection_page(journey.house, journey.mentor, AWARD, question)


def save(journey: Journey, text: str, *, revision: int = 0, told: str = "") -> ReflectionPage:
    return reflections.save_reflection(
        journey.house, journey.mentor, AWARD, "reflection", text, revision=revision, told=told
    )


def draft(journey: Journey, text: str, *, revision: int = 0) -> None:
    reflections.keep_draft(
        journey.house, journey.mentor, AWARD, "reflection", text, revision=revision
    )


def facts(journey: Journey) -> list[FactRow]:
    found = rows(journey.house, FactRow, kind=Reflected.__name__)
    return sorted(found, key=lambda row: row.at)


def test_a_draft_is_kept_and_is_no_part_of_the_record(journey: Journey) -> None:
    draft(journey, "A beginning")
    assert (page(journey).text, page(journey).saved_text) == ("A beginning", "")
    assert page(journey).is_draft
    assert facts(journey) == []


def test_what_is_saved_is_a_fact_with_its_words_and_counts(journey: Journey) -> None:
    save(journey, LONG)
    (fact,) = facts(journey)
    assert fact.enrolment_id == journey.page.enrolment_id
    assert (fact.body["reflection"], fact.body["words"]) == ("reflection", 110)
    assert "CLOSING.2/reflection" not in journey.missing
    assert not page(journey).is_draft


def test_too_few_words_are_kept_and_say_how_many_are_asked_for(journey: Journey) -> None:
    save(journey, "Only a few words so far")
    (short,) = [
        one for row in journey.page.rows for one in row.requirements
        if one.requirement_id == "CLOSING.2/reflection"
    ]  # fmt: skip
    assert (short.met, short.so_far) == (False, "6 of at least 100 words so far.")


def test_the_same_text_again_changes_nothing(journey: Journey) -> None:
    save(journey, LONG)
    save(journey, LONG, revision=0)
    assert len(facts(journey)) == 1
    told = [row.body for row in rows(journey.house, StatementRow)]
    written = [s for s in told if "/reflection/ljmu/developing/reflection" in s["object"]["id"]]
    assert len(written) == 1
    assert list(written[0]["result"]["extensions"].values()) == [110]
    assert "listened" not in str(written)


def test_a_text_from_an_older_page_does_not_overwrite_a_newer_one(journey: Journey) -> None:
    save(journey, LONG)
    with pytest.raises(StaleText):
        save(journey, "Other words", revision=0)
    with pytest.raises(StaleText):
        draft(journey, "Other words", revision=0)
    assert page(journey).text == LONG.strip()
    save(journey, "Other words", revision=1)
    assert page(journey).text == "Other words"


@pytest.mark.parametrize("text", ["", "   \n ", "x" * (reflections.LONGEST_REFLECTION + 1)])
def test_nothing_and_far_too_much_are_refused(journey: Journey, text: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        save(journey, text)
    assert list(wrong.value.fields) == ["text"]


def test_saving_leads_to_the_next_question_that_is_open(journey: Journey) -> None:
    after = save(journey, LONG)
    assert after.open_after is not None
    assert after.open_after.id == "targets"
    journey.writes("targets", LONG)
    assert page(journey).open_after is None


def test_another_text_on_a_signed_record_needs_its_writer_to_know(journey: Journey) -> None:
    journey.meets().everybody_signs()
    before = page(journey)
    falling = reflections.reflection_falls(journey.house, journey.mentor, AWARD, "reflection")
    assert [one.name_typed for one in falling] == ["P. Khan", "U. Manager"]
    with pytest.raises(SignaturesWouldFall):
        save(journey, "Other " * 120, revision=before.revision)
    assert page(journey).saved_text == before.saved_text
    draft(journey, "Other " * 120, revision=before.revision)
    assert {row.state for row in journey.page.signatures} == {"stands"}
    save(journey, "Other " * 120, revision=before.revision, told=knowing(falling))
    assert [row.state for row in journey.page.signatures] == ["open", "waiting"]


def test_after_the_certificate_nothing_can_be_changed(journey: Journey) -> None:
    journey.meets().everybody_signs()
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    certify.issue(journey.house, office, journey.page.enrolment_id)
    assert page(journey).closed
    assert reflections.reflection_falls(journey.house, journey.mentor, AWARD, "reflection") == ()
    with pytest.raises(Conflict):
        save(journey, "Other words", revision=1)


def test_the_day_it_holds_from_is_that_of_the_newest_text(journey: Journey) -> None:
    save(journey, LONG)
    first = journey.clock.today()
    journey.clock.moves(days=3)
    save(journey, LONG + "And more.", revision=1)
    (row,) = [r for r in journey.page.rows if r.criterion.id == "CLOSING.2"]
    assert row.requirements[0].on == first + timedelta(days=3)


def test_only_questions_of_an_award_that_was_entered_are_answered(
    journey: Journey, place: Place
) -> None:
    with pytest.raises(NotFound):
        page(journey, "nothing-of-the-kind")
    with pytest.raises(NotFound):
        reflections.reflection_page(journey.house, place.mentor(), AWARD, "reflection")
