"""The player as forms alone, without JavaScript, and its answers for scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lti_tool.domain.modules import (
    Activity,
    BankQuestion,
    Module,
    Question,
    Reflection,
    Scenario,
    Section,
    Sort,
)
from lti_tool.usecases import study

from ..usecases.learning import a_way_through
from .sending import send, told
from .story import AWARD, Person, Story, csrf_in

MODULE = "west-london/entry-1"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture
def mentor(story: Story) -> Person:
    """A new mentor for every test, who has entered nothing yet."""
    sub = f"mentor{len(story.app.extensions.setdefault('met', []))}"
    story.app.extensions["met"].append(sub)
    return story.enter(sub, "mentor", name="Amara Okafor")


@pytest.fixture
def module(story: Story) -> Module:
    return story.house.library.module(MODULE)


def first(module: Module, kind: type[Activity]) -> tuple[Section, Activity]:
    return next(
        (section, block)
        for section in module.sections
        for block in section.activities
        if isinstance(block, kind) and block.counts
    )


def answer(
    mentor: Person, block_id: str, fields: Mapping[str, object], **options: Any
) -> TestResponse:
    token = csrf_in(mentor.get("/leave").text)
    data = {"csrf_token": token, "revision": "0", "write_id": f"w-{block_id}", **fields}
    path = f"{mentor.root}/modules/{MODULE}/answers/{block_id}"
    return mentor.browser.post(path, data=data, **options)


def page(mentor: Person, section: Section) -> str:
    return mentor.get(f"/modules/{MODULE}/sections/{section.id}").text


def test_the_contents_page_says_what_it_is_and_where_to_start(
    mentor: Person, module: Module
) -> None:
    text = mentor.get(f"/modules/{MODULE}").text
    assert module.title.replace("'", "&#39;") in text
    assert "Start the module" in text
    assert all(section.id in text for section in module.sections)
    assert "Who sees my answers?" in text
    assert "ST4.1" in text


def test_one_goes_on_where_one_left_off(mentor: Person, module: Module) -> None:
    mentor.get(f"/modules/{MODULE}/sections/{module.sections[0].id}")
    send(mentor, f"/modules/{MODULE}/sections/{module.sections[0].id}/finish")
    text = mentor.get(f"/modules/{MODULE}").text
    assert "Go on where you left off" in text


def test_every_page_can_be_read(mentor: Person, module: Module) -> None:
    for section in module.sections:
        found = mentor.get(f"/modules/{MODULE}/sections/{section.id}")
        assert found.status_code == 200
        assert found.text.count("<h1>") == 1


def test_every_citation_on_a_page_leads_to_its_source(mentor: Person, module: Module) -> None:
    cited = 0
    for section in module.sections:
        text = page(mentor, section)
        for reference in set(re.findall(r'href="#(ref-[\w-]+)"', text)):
            cited += 1
            assert f'id="{reference}"' in text
    assert cited > 5


def test_a_question_shows_its_feedback_and_counts(mentor: Person, module: Module) -> None:
    section, block = first(module, Question)
    assert isinstance(block, Question)
    wrong = next(n for n, option in enumerate(block.options) if not option.correct)
    sent = answer(mentor, block.id, {"option": str(wrong)})
    assert sent.status_code == 303
    assert sent.headers["Location"].endswith(f"#b-{block.id}")
    text = page(mentor, section)
    assert "Not quite" in text
    assert block.options[wrong].feedback in text


def test_before_it_is_answered_no_feedback_is_on_the_page(mentor: Person, module: Module) -> None:
    section, block = first(module, Question)
    assert isinstance(block, Question)
    text = page(mentor, section)
    assert all(option.feedback not in text for option in block.options)


def test_an_answer_that_does_not_fit_is_explained_where_it_stands(
    mentor: Person, module: Module
) -> None:
    _, block = first(module, Question)
    sent = answer(mentor, block.id, {"option": "99"})
    assert sent.status_code == 422
    assert "Please choose one of the answers shown." in sent.text
    assert f'href="#f-b-{block.id}"' in sent.text or f'href="#b-{block.id}"' in sent.text


def test_a_story_is_told_step_by_step_to_its_end(mentor: Person, module: Module) -> None:
    section, block = first(module, Scenario)
    assert isinstance(block, Scenario)
    path = a_way_through(block)
    for length in range(2, len(path) + 1):
        before = page(mentor, section)
        assert f'name="path" value="{path[length - 1]}"' in before
        answer(
            mentor,
            block.id,
            {"path": path[:length], "revision": str(length - 2), "write_id": f"s{length}"},
        )
    after = page(mentor, section)
    learning = block.step(path[-1]).learning
    assert learning is not None
    assert learning in after
    assert "Try another way" in after


def test_a_story_cannot_be_jumped_through(mentor: Person, module: Module) -> None:
    _, block = first(module, Scenario)
    assert isinstance(block, Scenario)
    ending = next(step.id for step in block.steps if step.ending)
    jumped = answer(mentor, block.id, {"path": [block.start, ending]})
    direct = {choice.next for choice in block.step(block.start).choices}
    assert ending in direct or jumped.status_code == 422


def test_sorting_says_for_each_item_where_it_belongs(mentor: Person, module: Module) -> None:
    section, block = first(module, Sort)
    assert isinstance(block, Sort)
    answer(mentor, block.id, {f"item-{n}": block.bins[0] for n in range(len(block.items))})
    text = page(mentor, section)
    wrong = next(item for item in block.items if item.bin != block.bins[0])
    assert f"It belongs to: {wrong.bin}." in text


def test_a_reflection_is_kept_as_it_was_typed(mentor: Person, module: Module) -> None:
    section, block = first(module, Reflection)
    typed = "First <line> & more\nsecond line"
    answer(mentor, block.id, {"text": typed})
    text = page(mentor, section)
    assert "First &lt;line&gt; &amp; more\nsecond line</textarea>" in text
    assert f"5 of at least {block.minimum_words} words" in text  # type: ignore[union-attr]  # as first()


def test_a_script_is_told_that_the_answer_is_kept(mentor: Person, module: Module) -> None:
    _, block = first(module, Reflection)
    heard = told(answer(mentor, block.id, {"text": "four words so far"}, headers=JSON))
    assert heard["revision"] == 1
    assert heard["saved"] == "Saved 12:00"
    assert heard["done"] is False
    assert "four words so far" in heard["html"]
    assert "per cent done" in heard["progress"]


def test_the_same_write_sent_twice_is_kept_once(mentor: Person, module: Module) -> None:
    _, block = first(module, Reflection)
    once = answer(mentor, block.id, {"text": "only once"}, headers=JSON)
    twice = answer(mentor, block.id, {"text": "only once"}, headers=JSON)
    assert told(once)["revision"] == told(twice)["revision"]


def test_two_windows_never_overwrite_each_other_silently(mentor: Person, module: Module) -> None:
    section, block = first(module, Reflection)
    answer(mentor, block.id, {"text": "from the other window", "write_id": "a"})
    late = answer(mentor, block.id, {"text": "from this window", "write_id": "b"})
    assert late.status_code == 409
    assert "from the other window" in late.text
    assert "from this window" in late.text
    assert "from the other window</textarea>" in page(mentor, section)
    keep_mine = {"text": "from this window", "write_id": "c", "revision": "1"}
    assert answer(mentor, block.id, keep_mine).status_code == 303
    assert "from this window</textarea>" in page(mentor, section)


def test_a_script_gets_both_versions_too(mentor: Person, module: Module) -> None:
    _, block = first(module, Reflection)
    answer(mentor, block.id, {"text": "theirs", "write_id": "a"})
    late = answer(mentor, block.id, {"text": "mine", "write_id": "b"}, headers=JSON)
    assert late.status_code == 409
    assert told(late)["stale"] is True
    assert "theirs" in told(late)["html"]


def test_nobody_answers_into_another_ones_module(story: Story, mentor: Person) -> None:
    module = story.house.library.module(MODULE)
    section, block = first(module, Reflection)
    answer(mentor, block.id, {"text": "this is mine alone"})
    other = story.enter("somebody-else", "mentor")
    assert "this is mine alone" not in page(other, section)


def test_turning_the_page_leads_on_and_names_what_is_open(mentor: Person, module: Module) -> None:
    section, _ = first(module, Question)
    _, following = module.neighbours(section.id)
    assert following is not None
    mentor.get(f"/modules/{MODULE}/sections/{section.id}")
    turned = send(mentor, f"/modules/{MODULE}/sections/{section.id}/finish")
    assert f"/sections/{following.id}?said=" in turned.headers["Location"]
    assert "still to do" in mentor.browser.get(turned.headers["Location"]).text


def test_the_quiz_asks_all_questions_and_gives_no_answer_away(
    mentor: Person, module: Module
) -> None:
    send(mentor, f"/modules/{MODULE}/quiz")
    text = mentor.get(f"/modules/{MODULE}/quiz").text
    assert text.count('<fieldset id="f-q-') == module.quiz.draw
    assert all(
        option.feedback not in text
        for question in module.quiz.questions
        for option in question.options
    )


def test_open_questions_are_named_and_what_was_chosen_stays(
    story: Story, mentor: Person, module: Module
) -> None:
    view = study.start_quiz(story.house, mentor.visit, MODULE)
    first_question = view.questions[0].question.id
    sent = send(mentor, f"/modules/{MODULE}/quiz/{view.attempt_id}", {f"q-{first_question}": "1"})
    assert sent.status_code == 422
    assert f'id="q-{first_question}-1" checked' in sent.text
    assert sent.text.count('class="field-error"') == module.quiz.draw - 1


def test_a_failed_quiz_says_what_to_read_again(
    story: Story, mentor: Person, module: Module
) -> None:
    view = study.start_quiz(story.house, mentor.visit, MODULE)
    wrong = {
        f"q-{drawn.question.id}": str(
            next(n for n, o in enumerate(bank_question(module, drawn).options) if not o.correct)
        )
        for drawn in view.questions
    }
    sent = send(mentor, f"/modules/{MODULE}/quiz/{view.attempt_id}", wrong)
    text = mentor.browser.get(sent.headers["Location"]).text
    assert "Not passed yet: 0 per cent" in text
    assert "Read again:" in text
    assert "Try again with other questions" in text
    again = send(mentor, f"/modules/{MODULE}/quiz/{view.attempt_id}", wrong)
    assert again.status_code == 303


def bank_question(module: Module, drawn: study.QuizQuestion) -> BankQuestion:
    return module.quiz.question(drawn.question.id)


def test_somebody_elses_attempt_is_not_there(story: Story, mentor: Person) -> None:
    view = study.start_quiz(story.house, mentor.visit, MODULE)
    other = story.enter("somebody-else", "mentor")
    assert send(other, f"/modules/{MODULE}/quiz/{view.attempt_id}").status_code == 404


def test_a_finished_module_says_what_it_counted_for_and_what_is_next(story: Story) -> None:
    mentor = story.mentor("dora", name="Dora Lindqvist")
    assert mentor.get(f"/modules/{MODULE}/done").status_code == 303
    story.study(mentor)
    text = mentor.get(f"/modules/{MODULE}/done").text
    assert "Well done" in text
    assert "100 per cent" in text
    assert f"/awards/{AWARD}" in text


def test_what_waits_in_the_browser_is_named_apart_for_every_person(
    story: Story, mentor: Person, module: Module
) -> None:
    keep = re.compile(r'data-keep="(\w+)"')
    mine = keep.search(page(mentor, module.sections[0]))
    theirs = keep.search(page(story.enter("somebody-else", "mentor"), module.sections[0]))
    again = keep.search(page(story.enter(mentor.visit.sub, "mentor"), module.sections[0]))
    assert mine is not None
    assert theirs is not None
    assert again is not None
    assert mine[1] != theirs[1]
    assert mine[1] == again[1]
    assert mentor.visit.person_id not in mine[1]
