"""Learning in a module: what a page shows, what an answer leaves, and who leaves no trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool.content.library import Library
from lti_tool.domain.modules import Module, Question, Sort
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.database import Base
from lti_tool.persistence.study import BlockAnswer, ModuleWork
from lti_tool.usecases import study
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from .learning import (
    CHECKLIST,
    LONG_ENOUGH,
    MODULE,
    QUESTION,
    REFLECTION,
    SCENARIO,
    SORT,
    Learner,
    a_way_through,
    good_answer,
)
from .place import Place, StillClock, rows
from .watching import Queries

CountQueries = Callable[[], Queries]


def everything_kept(house: House) -> dict[str, int]:
    with house.units.reading() as unit:
        return {
            table.name: unit.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


# --- the contents page and the sections -------------------------------------------------------


def test_a_new_mentor_is_shown_where_to_begin_and_nothing_is_kept_of_it(
    house: House, learner: Learner
) -> None:
    before = everything_kept(house)
    page = learner.contents()
    assert (page.started, page.resume_at, page.completed_at) == (False, "welcome", None)
    assert (page.progress.score, page.quiz_best) == (0, None)
    assert page.counts_for == (("west-london/entry", "Entry level"),)
    assert everything_kept(house) == before


def test_the_first_page_that_is_opened_begins_the_module_once(
    house: House, learner: Learner, clock: StillClock
) -> None:
    learner.opens("welcome")
    begun = clock.now()
    clock.moves(minutes=5)
    learner.opens("who-does-what")
    (work,) = rows(house, ModuleWork)
    assert (work.started_at, work.last_section) == (begun, "who-does-what")
    (statement,) = learner.told("initialized")
    assert statement["timestamp"].startswith("2026-11-20T23:30:00")
    assert statement["context"]["registration"] == work.registration
    assert learner.scores() == []


def test_opening_the_same_page_again_writes_nothing(
    learner: Learner, queries: CountQueries
) -> None:
    learner.opens("welcome")
    with queries() as seen:
        learner.opens("welcome")
    assert seen.writes == []


def test_a_section_says_what_comes_before_and_after(learner: Learner) -> None:
    first, second = learner.opens("welcome"), learner.opens("who-does-what")
    assert first.previous is None
    assert first.following == second.section
    assert second.previous == first.section
    assert (first.number, second.number) == (1, 2)


def test_going_on_leads_to_the_section_left_unfinished(learner: Learner) -> None:
    learner.opens("record-sheet")
    assert learner.contents().resume_at == "record-sheet"
    learner.does(learner.module.section("record-sheet"))
    assert learner.contents().resume_at == "self-check"


def test_going_on_after_the_last_page_leads_back_to_what_was_skipped(learner: Learner) -> None:
    learner.does_everything(all_but=QUESTION)
    learner.opens("on-monday")
    assert learner.contents().resume_at == "welcome"


def test_a_provider_reads_its_own_words(house: House, place: Place) -> None:
    name = next(v.name for v in house.library.module(MODULE).variables)
    visit = place.mentor(variables={name: "Zweigstelle"})
    page = study.module_page(house, visit, MODULE)
    assert "Zweigstelle" in str(page.module)
    assert "Zweigstelle" not in str(house.library.module(MODULE))


@pytest.mark.parametrize(
    "call",
    [
        lambda house, visit: study.module_page(house, visit, "west-london/entry-9"),
        lambda house, visit: study.open_section(house, visit, MODULE, "nowhere"),
        lambda house, visit: study.open_section(house, visit, "../secret", "welcome"),
        lambda house, visit: study.finish_section(house, visit, MODULE, "nowhere"),
        lambda house, visit: study.answer(
            house, visit, MODULE, "nothing", {"option": 0}, revision=0, write_id=""
        ),
        lambda house, visit: study.quiz_page(house, visit, "west-london/entry-9"),
    ],
)
def test_what_does_not_exist_is_not_found_and_begins_nothing(
    house: House, mentor: Visit, call: Callable[[House, Visit], object]
) -> None:
    with pytest.raises(NotFound, match=r"\w+ \w+.*\."):
        call(house, mentor)
    assert rows(house, ModuleWork) == []


# --- answers ----------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_feedback(house: House, learner: Learner) -> None:
    block = learner.module.block(QUESTION)
    assert isinstance(block, Question)
    wrong = next(n for n, option in enumerate(block.options) if not option.correct)
    saved = learner.answers(QUESTION, {"option": str(wrong)})
    assert (saved.done, saved.correct, saved.revision) == (True, False, 1)
    assert saved.feedback == (block.options[wrong].feedback,)
    assert learner.opens("welcome").answers == {QUESTION: saved}
    assert saved.response == {"option": wrong}


def test_the_same_write_sent_again_is_one_write(house: House, learner: Learner) -> None:
    first = learner.answers(QUESTION, {"option": 0}, write_id="w1")
    again = learner.answers(QUESTION, {"option": 0}, write_id="w1")
    assert again == first
    assert len(learner.told("answered")) == 1


def test_a_write_id_that_is_used_again_is_the_write_that_was_kept(learner: Learner) -> None:
    first = learner.answers(QUESTION, {"option": 0}, write_id="w1")
    assert learner.answers(QUESTION, {"option": 1}, revision=1, write_id="w1") == first


def test_writes_without_an_id_are_writes_of_their_own(learner: Learner) -> None:
    learner.answers(QUESTION, {"option": 0}, write_id="")
    assert learner.answers(QUESTION, {"option": 1}, revision=1, write_id="").revision == 2


def test_a_late_copy_of_an_older_write_does_not_come_back(learner: Learner) -> None:
    learner.answers(QUESTION, {"option": 0}, write_id="w1")
    second = learner.answers(QUESTION, {"option": 1}, revision=1, write_id="w2")
    with pytest.raises(study.StaleAnswer):
        learner.answers(QUESTION, {"option": 0}, revision=0, write_id="w1")
    assert learner.opens("welcome").answers[QUESTION] == second


def test_a_change_of_mind_is_a_second_answer(learner: Learner) -> None:
    learner.answers(QUESTION, {"option": 0})
    saved = learner.answers(QUESTION, {"option": 1}, revision=1)
    assert saved.revision == 2
    told = learner.told("answered")
    assert [s["result"]["response"] for s in told] == ["option-1", "option-2"]
    assert told[0]["id"] != told[1]["id"]


def test_an_answer_from_an_older_page_overwrites_nothing_and_shows_both(learner: Learner) -> None:
    learner.answers(REFLECTION, {"text": "Written on the train"})
    newest = learner.answers(REFLECTION, {"text": "Written at home"}, revision=1)
    with pytest.raises(study.StaleAnswer) as caught:
        learner.answers(REFLECTION, {"text": "Still on the train"}, revision=1)
    assert caught.value.current == newest
    assert learner.opens("timetable").answers[REFLECTION].response == {"text": "Written at home"}


def test_the_same_words_from_an_older_page_are_no_conflict(learner: Learner) -> None:
    saved = learner.answers(REFLECTION, {"text": "The same"})
    assert learner.answers(REFLECTION, {"text": "The same\r\n"}, revision=0) == saved


def test_a_reflection_that_was_long_enough_stays_done(house: House, learner: Learner) -> None:
    short = learner.answers(REFLECTION, {"text": "Too short"})
    assert not short.done
    assert learner.told("reflected") == []
    done = learner.answers(REFLECTION, {"text": LONG_ENOUGH}, revision=1)
    shorter = learner.answers(REFLECTION, {"text": "Shorter now"}, revision=2)
    assert done.done
    assert shorter.done
    assert shorter.response == {"text": "Shorter now"}
    assert [s["result"]["extensions"] for s in learner.told("reflected")] == [
        {"https://mentors.example.ac.uk/xapi/extensions/word-count": 60}
    ]
    assert "word word" not in json.dumps(learner.told("reflected"))


def test_a_story_is_told_of_when_it_has_ended(learner: Learner) -> None:
    scenario: Any = learner.module.block(SCENARIO)
    path = a_way_through(scenario)
    halfway = learner.answers(SCENARIO, {"path": path[:1]})
    assert not halfway.done
    assert learner.told("completed") == []
    ended = learner.answers(SCENARIO, {"path": path}, revision=1)
    assert ended.done
    (statement,) = learner.told("completed")
    assert statement["result"]["response"] == path[-1]


def test_beginning_a_story_again_does_not_undo_its_end(learner: Learner) -> None:
    path = a_way_through(learner.module.block(SCENARIO))  # type: ignore[arg-type]  # a scenario
    learner.answers(SCENARIO, {"path": path})
    assert learner.answers(SCENARIO, {"path": path[:1]}, revision=1).done


def test_a_sorting_is_told_of_with_every_item(learner: Learner) -> None:
    block = learner.module.block(SORT)
    assert isinstance(block, Sort)
    learner.answers(SORT, {"placed": {"0": block.bins[0]}})
    assert learner.told("answered") == []
    learner.answers(SORT, good_answer(block), revision=1)
    (statement,) = learner.told("answered")
    assert statement["result"]["success"] is True
    assert statement["result"]["response"].count("[.]") == len(block.items)


def test_ticks_are_kept_and_nobody_is_told(learner: Learner) -> None:
    saved = learner.answers(CHECKLIST, {"ticked": ["0", "2"]})
    assert saved.response == {"ticked": [0, 2]}
    assert learner.told("answered") == []
    assert learner.scores() == []


@pytest.mark.parametrize(
    ("block_id", "response"),
    [
        (QUESTION, {}),
        (QUESTION, {"option": 99}),
        (REFLECTION, {"text": None}),
        (SORT, {"placed": {"0": "The moon"}}),
        (SCENARIO, {"path": ["somewhere"]}),
        ("final", {"option": 0}),
        ("ask-names", {"text": "x"}),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_nothing_kept(
    house: House, learner: Learner, block_id: str, response: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        learner.answers(block_id, response)
    assert rows(house, BlockAnswer) == []
    assert rows(house, ModuleWork) == []


@pytest.mark.parametrize("write_id", ["x" * 65, "a b", "nul\x00", "w1\n"])
def test_a_write_id_that_cannot_be_kept_is_refused(learner: Learner, write_id: str) -> None:
    with pytest.raises(InvalidInput, match="load it again"):
        learner.answers(QUESTION, {"option": 0}, write_id=write_id)


def test_another_mentor_has_answers_of_their_own(
    house: House, place: Place, learner: Learner
) -> None:
    learner.answers(QUESTION, {"option": 0}, write_id="w1")
    other = Learner(house, place.mentor())
    other.finishes("welcome")
    assert other.opens("welcome").answers == {}
    assert other.answers(QUESTION, {"option": 1}, write_id="w1").response == {"option": 1}


def test_a_new_edition_keeps_what_was_done_and_drops_what_no_longer_fits(
    house: House, learner: Learner
) -> None:
    last = len(learner.module.block(QUESTION).options) - 1  # type: ignore[union-attr]  # a question
    learner.answers(QUESTION, {"option": last})
    newer = replace(house, library=with_fewer_options(house.library))
    saved = Learner(newer, learner.visit).opens("welcome").answers[QUESTION]
    assert (saved.done, saved.response, saved.feedback) == (True, {}, ())


def with_fewer_options(library: Library) -> Library:
    def shorter(module: Module) -> Module:
        return replace(
            module,
            sections=tuple(
                replace(
                    section,
                    blocks=tuple(
                        replace(b, options=b.options[:-1]) if isinstance(b, Question) else b
                        for b in section.blocks
                    ),
                )
                for section in module.sections
            ),
        )

    return replace(library, modules=tuple(shorter(module) for module in library.modules))


# --- those who only look ----------------------------------------------------------------------


@pytest.mark.parametrize("roles", [(Role.TUTOR,), (Role.OFFICE,), ()])
def test_whoever_is_no_mentor_reads_along_and_leaves_no_trace(
    house: House, place: Place, roles: tuple[Role, ...]
) -> None:
    looking = Learner(house, place.visit(*roles))
    before = everything_kept(house)
    looking.contents()
    looking.opens("welcome")
    saved = looking.answers(QUESTION, {"option": 0})
    progress = looking.finishes("welcome")
    study.quiz_page(house, looking.visit, MODULE)
    assert everything_kept(house) == before
    assert saved.feedback
    assert (saved.revision, progress.score) == (0, 0)
    assert looking.opens("welcome").answers == {}


def test_somebody_from_the_office_who_takes_the_module_as_a_mentor_is_a_mentor(
    house: House, place: Place
) -> None:
    both = Learner(house, place.visit(Role.MENTOR, Role.OFFICE))
    assert both.answers(QUESTION, {"option": 0}).revision == 1
