"""Finishing a module: sections, score, completion once, and how much is asked for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

from ralph.models.validator import Validator
from ralph.models.xapi.base.statements import BaseXapiStatement

from lti_tool.content.library import Library
from lti_tool.domain.modules import Module
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.persistence.study import ModuleWork
from lti_tool.usecases import study
from lti_tool.usecases.house import House

from .learning import (
    MODULE,
    QUESTION,
    REFLECTION,
    Learner,
    good_answer,
)
from .place import SUMMER_NIGHT, Place, StillClock, rows
from .racing import at_once
from .watching import Queries

CountQueries = Callable[[], Queries]


def test_a_section_is_finished_when_it_was_read_and_all_in_it_was_done(learner: Learner) -> None:
    welcome = learner.module.section("welcome")
    assert not learner.finishes("welcome").sections[0].done
    assert learner.told("progressed") == []
    for block in welcome.required:
        learner.answers(block.id, good_answer(block))
    assert learner.opens("welcome").progress.sections[0].done
    (statement,) = learner.told("progressed")
    other = statement["context"]["contextActivities"]["other"]
    assert other[0]["id"].endswith("/section/west-london/entry-1/welcome")
    learner.finishes("welcome")
    assert len(learner.told("progressed")) == 1


def test_the_whole_module(house: House, place: Place, learner: Learner, clock: StillClock) -> None:
    enrolment_id = place.enrolled(learner.visit)
    clock.at = SUMMER_NIGHT
    learner.opens("welcome")
    clock.moves(minutes=20)
    learner.does_everything()

    page = learner.contents()
    assert (page.progress.complete, page.progress.score) == (True, 100)
    assert (page.completed_at, page.quiz_best) == (clock.now(), 100)
    assert page.resume_at == "welcome"

    (fact,) = rows(house, FactRow, kind="ModuleDone")
    assert (fact.person_id, fact.enrolment_id) == (learner.visit.person_id, None)
    assert fact.on == date(2027, 6, 20), "ten to one at night in London"
    assert fact.body == {"module": MODULE, "version": learner.module.version}

    completed = [s for s in learner.told("completed") if "duration" in s["result"]]
    assert [s["result"]["duration"] for s in completed] == ["PT20M"]
    assert len(learner.told("progressed")) == len(learner.module.sections)

    scores = learner.scores()
    assert scores == sorted(set(scores))
    assert scores[-1] == 100
    (enrolment,) = rows(house, Enrolment, id=enrolment_id)
    assert enrolment.criteria_met == 1
    assert learner.scores("award:west-london/entry")[-1] > 0


def test_nothing_that_follows_completes_it_again(
    house: House, learner: Learner, clock: StillClock
) -> None:
    learner.does_everything()
    completed_at = learner.contents().completed_at
    told, scores = len(rows(house, StatementRow)), learner.scores()
    clock.moves(days=1)
    for section in learner.module.sections:
        learner.opens(section.id)
        learner.finishes(section.id)
    assert learner.contents().completed_at == completed_at
    assert len(rows(house, FactRow, kind="ModuleDone")) == 1
    assert (len(rows(house, StatementRow)), learner.scores()) == (told, scores)


def test_what_is_missing_keeps_it_open(house: House, learner: Learner) -> None:
    learner.does_everything(all_but=REFLECTION)
    page = learner.contents()
    assert page.completed_at is None
    assert page.progress.score < 100
    assert learner.scores()[-1] < 100
    assert rows(house, FactRow, kind="ModuleDone") == []


def test_a_second_course_hears_of_the_score_when_the_module_is_opened_there(
    house: House, place: Place, learner: Learner
) -> None:
    learner.does_everything()
    second = place.course("Mentoring, school direct")
    elsewhere = Learner(house, place.mentor(person_id=learner.visit.person_id, course_id=second))
    learner.opens("welcome")
    assert elsewhere.contents().completed_at
    elsewhere.opens("welcome")
    elsewhere.opens("welcome")
    told = [r.body for r in rows(house, OutboxMessage) if r.body["course_id"] == second]
    assert [body["score"] for body in told] == [100]


def test_a_longer_edition_takes_no_score_back(house: House, place: Place, learner: Learner) -> None:
    learner.does_everything()
    longer = Learner(replace(house, library=with_another_page(house.library)), learner.visit)
    assert longer.finishes("welcome").score < 100
    assert longer.contents().completed_at
    assert learner.scores()[-1] == 100
    second = place.course("Mentoring, school direct")
    visit = place.mentor(person_id=learner.visit.person_id, course_id=second)
    Learner(longer.house, visit).opens("record-sheet")
    told = [r.body for r in rows(house, OutboxMessage) if r.body["course_id"] == second]
    assert [body["score"] for body in told] == [100]


def with_another_page(library: Library) -> Library:
    def longer(module: Module) -> Module:
        page = replace(module.sections[-1], id="one-more")
        return replace(module, sections=(*module.sections, page))

    return replace(library, modules=tuple(longer(module) for module in library.modules))


def test_every_statement_of_a_whole_module_is_valid(house: House, learner: Learner) -> None:
    class AnyStatement:
        def get_models(self, event: object) -> list[type[object]]:
            return [BaseXapiStatement] if event else []

    learner.opens("welcome")
    learner.does_everything()
    statements = [row.body for row in rows(house, StatementRow)]
    lines = StringIO("\n".join(json.dumps(statement) for statement in statements))
    valid = list(Validator(AnyStatement()).validate(lines, False, True))
    assert len(valid) == len(statements) > 30
    assert {s["actor"]["account"]["name"] for s in statements} == {learner.visit.sub}
    assert learner.visit.name not in json.dumps(statements)


# --- at the same moment -----------------------------------------------------------------------


def test_two_windows_that_begin_at_once_begin_once(house: House, learner: Learner) -> None:
    at_once(
        lambda: learner.opens("welcome"),
        lambda: learner.answers(QUESTION, {"option": 0}),
        lambda: learner.opens("welcome"),
        lambda: learner.finishes("welcome"),
    )
    assert len(rows(house, ModuleWork)) == 1
    assert len(learner.told("initialized")) == 1


def test_two_completions_at_once_are_one(house: House, place: Place, learner: Learner) -> None:
    place.enrolled(learner.visit)
    learner.does_everything(all_but=REFLECTION)
    last: Any = learner.module.block(REFLECTION)
    before = len(learner.scores())
    at_once(
        lambda: learner.answers(REFLECTION, good_answer(last), write_id="a"),
        lambda: learner.answers(REFLECTION, good_answer(last), write_id="b"),
        lambda: learner.finishes("timetable"),
        lambda: learner.finishes("on-monday"),
    )
    assert len(rows(house, FactRow, kind="ModuleDone")) == 1
    completed = [s for s in learner.told("completed") if "duration" in s["result"]]
    assert len(completed) == 1
    assert learner.scores()[before:] == [100]


def test_of_two_different_answers_at_once_one_is_kept_and_one_is_told(learner: Learner) -> None:
    learner.opens("timetable")

    def write(text: str) -> object:
        try:
            return learner.answers(REFLECTION, {"text": text})
        except study.StaleAnswer as stale:
            return stale.current

    first, second = at_once(lambda: write("one"), lambda: write("two"))
    assert first == second == learner.opens("timetable").answers[REFLECTION]


# --- how much is asked of the database --------------------------------------------------------


def test_the_number_of_queries_is_bounded_and_does_not_grow(
    learner: Learner, queries: CountQueries, clock: StillClock
) -> None:
    def asked(call: Callable[[], object]) -> int:
        clock.moves(seconds=5)
        with queries() as seen:
            call()
        return seen.count

    reflection: Any = learner.module.block("my-first-step")
    assert asked(lambda: learner.opens("welcome")) <= 8
    early = asked(lambda: learner.opens("record-sheet"))
    question = good_answer(learner.module.block(QUESTION))
    assert asked(lambda: learner.answers(QUESTION, question)) <= 12
    learner.does_everything(all_but=reflection.id)
    assert asked(lambda: learner.opens("timetable")) <= max(early, 8)
    assert asked(lambda: learner.opens("timetable")) <= 4
    assert asked(learner.contents) <= 3
    assert asked(lambda: study.quiz_page(learner.house, learner.visit, MODULE)) <= 3
    assert asked(lambda: learner.finishes("welcome")) <= 5
    assert asked(lambda: learner.answers(reflection.id, good_answer(reflection))) <= 16
    attempt = learner.starts_quiz()
    assert asked(lambda: learner.submits(attempt)) <= 10


def test_a_completed_module_stays_completed_when_its_version_changes(
    house: House, place: Place, learner: Learner
) -> None:
    enrolment_id = place.enrolled(learner.visit)
    learner.does_everything()
    completed_at = learner.contents().completed_at
    old = learner.module
    more = replace(old.sections[0], id="something-new", title="Something new")
    new = replace(old, version="2027.1", sections=(*old.sections, more))
    others = tuple(module for module in house.library.modules if module.id != old.id)
    library = replace(house.library, modules=(*others, new), _blank={}, _filled={})

    later = Learner(replace(house, library=library), learner.visit)
    later.opens("something-new")
    later.finishes("something-new")

    assert later.contents().completed_at == completed_at
    (fact,) = rows(house, FactRow, kind="ModuleDone")
    assert fact.body["version"] == old.version
    (enrolment,) = rows(house, Enrolment, id=enrolment_id)
    assert enrolment.criteria_met == 1
    assert learner.scores()[-1] == 100
    assert [m.body["score"] for m in rows(house, OutboxMessage, kind="score")].count(100) == 1
