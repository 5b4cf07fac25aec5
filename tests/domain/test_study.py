"""What a mentor did in a module becomes progress; answers are judged and kept."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.blocks import (
    Activity,
    Checklist,
    Choice,
    Note,
    Option,
    Outcome,
    Prose,
    Question,
    QuizBlock,
    Reflection,
    Scenario,
    Sort,
    SortItem,
    Step,
)
from lti_tool.domain.modules import BankQuestion, Html, Module, QuizBank, Section
from lti_tool.domain.study import ModuleProgress, Work, judge, module_progress
from lti_tool.errors import InvalidInput, NotFound


def option(text: str, correct: bool = False) -> Option:
    return Option(Html(text), correct, Html(f"About {text}"))


QUESTION = Question("q", Html("<p>Which?</p>"), (option("a"), option("b", True), option("c")))
SEVERAL = Question(
    "qs", Html("Which?"), (option("a", True), option("b"), option("c", True)), several=True
)
STORY = Scenario(
    "story",
    "A story",
    "one",
    (
        Step("one", Html("1"), (Choice(Html("on"), "two"), Choice(Html("end"), "good"))),
        Step("two", Html("2"), (Choice(Html("back"), "one"), Choice(Html("end"), "poor"))),
        Step("good", Html("3"), (), Outcome.GOOD, Html("Well done")),
        Step("poor", Html("4"), (), Outcome.POOR, Html("Next time")),
    ),
)
REFLECTION = Reflection("think", Html("What?"), minimum_words=3)
SORT = Sort(
    "sort",
    Html("Who?"),
    ("Mentor", "PCM"),
    (
        SortItem(Html("x"), "Mentor", Html("x is the mentor's")),
        SortItem(Html("y"), "PCM", Html("y is the PCM's")),
    ),
)
CHECKLIST = Checklist("list", "Before", (Html("a"), Html("b"), Html("c")))
NOTE = Note("note", "Ask", Html("Ask them"))
OPTIONAL = Reflection("extra", Html("More?"), minimum_words=3, optional=True)

MODULE = Module(
    id="acme/basics",
    title="Basics",
    version="1",
    language="en-GB",
    follows="Standards",
    minutes=30,
    hours=1,
    summary=Html(""),
    prior_knowledge=Html(""),
    outcomes=(),
    variables=(),
    references=(),
    sections=(
        Section("start", "Start", 10, (Prose(Html("Read"), 1), NOTE)),
        Section("work", "Work", 12, (QUESTION, STORY, CHECKLIST, OPTIONAL, REFLECTION)),
        Section("check", "Check", 8, (QuizBlock("final", Html("Go")),)),
    ),
    quiz=QuizBank((BankQuestion("b", Html("?"), (option("a", True),), "start"),), 1, 80),
    digest="0",
)
SECTIONS = ("start", "work", "check")
BLOCKS = ("q", "story", "think", "final", "list", "extra", "note")


def after(sections: str = "", blocks: str = "") -> ModuleProgress:
    return module_progress(MODULE, Work(frozenset(sections.split()), frozenset(blocks.split())))


class TestProgress:
    def test_nothing_done_is_nothing(self) -> None:
        progress = after()

        assert (progress.score, progress.complete, progress.parts_required) == (0, False, 5)
        assert progress.next_section is MODULE.sections[0]
        assert progress.minutes_left == 30

    def test_a_section_to_be_read_is_one_part(self) -> None:
        assert after("start").score == 20
        assert after("start").sections[0].done

    def test_an_activity_counts_before_its_section_is_left(self) -> None:
        progress = after("", "q")

        assert progress.score == 20
        assert progress.sections[1].started
        assert not progress.sections[1].done
        assert [block.id for block in progress.sections[1].missing] == ["story", "think"]

    def test_a_section_left_with_work_missing_is_not_done(self) -> None:
        progress = after("start work", "q story")

        assert not progress.sections[1].done
        assert progress.next_section is MODULE.sections[1]

    def test_everything_done_but_an_end_not_reached_stays_below_100(self) -> None:
        progress = after("start work", "q story think final")

        assert (progress.score, progress.complete) == (99, False)
        assert progress.minutes_left == 1

    def test_all_done_is_complete(self) -> None:
        progress = after("start work check", "q story think final")

        assert (progress.score, progress.complete, progress.next_section) == (100, True, None)
        assert progress.minutes_left == 0

    def test_what_is_optional_or_only_looked_at_is_not_waited_for(self) -> None:
        assert after("", "list extra note").score == 0

    def test_work_on_blocks_that_the_module_no_longer_has_does_no_harm(self) -> None:
        assert after("start gone", "q removed").score == after("start", "q").score

    @given(
        st.sets(st.sampled_from(SECTIONS)),
        st.sets(st.sampled_from(BLOCKS)),
        st.sets(st.sampled_from(SECTIONS)),
        st.sets(st.sampled_from(BLOCKS)),
    )
    def test_more_work_never_takes_anything_away(
        self, sections: set[str], blocks: set[str], more_sections: set[str], more_blocks: set[str]
    ) -> None:
        less = module_progress(MODULE, Work(frozenset(sections), frozenset(blocks)))
        more = module_progress(
            MODULE, Work(frozenset(sections | more_sections), frozenset(blocks | more_blocks))
        )

        assert more.score >= less.score
        assert more.complete >= less.complete
        assert more.minutes_left <= less.minutes_left
        assert all(b.done >= a.done for a, b in zip(less.sections, more.sections, strict=True))
        assert (more.score == 100) is more.complete


class TestModule:
    def test_sections_and_blocks_are_found_by_id(self) -> None:
        assert MODULE.block("story") is STORY
        assert MODULE.section_of("story").id == "work"
        assert MODULE.neighbours("start") == (None, MODULE.sections[1])
        assert MODULE.neighbours("work") == (MODULE.sections[0], MODULE.sections[2])
        assert MODULE.quiz_section.id == "check"

    def test_others_are_not_found(self) -> None:
        with pytest.raises(NotFound):
            MODULE.section("gone")
        with pytest.raises(NotFound):
            MODULE.block("gone")


class TestQuestion:
    def test_any_option_is_done_and_teaches(self) -> None:
        right, wrong = judge(QUESTION, {"option": 1}), judge(QUESTION, {"option": 0})

        assert (right.done, right.correct) == (True, True)
        assert (wrong.done, wrong.correct) == (True, False)
        assert wrong.feedback == ("About a",)

    def test_a_form_sends_numbers_as_text(self) -> None:
        assert judge(QUESTION, {"option": "1"}).response == {"option": 1}

    def test_several_right_options_must_all_be_chosen(self) -> None:
        assert judge(SEVERAL, {"options": ["2", 0]}).correct is True
        assert judge(SEVERAL, {"options": [0]}).correct is False
        assert judge(SEVERAL, {"options": [0, 1, 2]}).correct is False


class TestScenario:
    def test_an_ending_that_was_reached_step_by_step_is_done(self) -> None:
        end = judge(STORY, {"path": ["one", "two", "one", "good"]})

        assert (end.done, end.correct, end.outcome) == (True, None, Outcome.GOOD)
        assert end.feedback == ("Well done",)

    def test_a_story_left_half_way_is_kept(self) -> None:
        half = judge(STORY, {"path": ["one", "two"]})

        assert (half.done, half.response) == (False, {"path": ["one", "two"]})

    @pytest.mark.parametrize(
        "path", [["good"], ["one", "poor"], ["one", "gone"], ["one", "good", "one"], [], "one"]
    )
    def test_nobody_jumps_to_an_ending(self, path: object) -> None:
        with pytest.raises(InvalidInput) as caught:
            judge(STORY, {"path": path})
        assert set(caught.value.fields) == {"path"}


class TestReflection:
    def test_enough_words_are_done_and_fewer_are_kept(self) -> None:
        assert judge(REFLECTION, {"text": "one two three"}).done
        short = judge(REFLECTION, {"text": " one – two\r\n"})
        assert (short.done, short.response) == (False, {"text": "one – two"})

    def test_the_longest_text_is_20000_characters(self) -> None:
        assert judge(REFLECTION, {"text": "a" * 20_000})
        with pytest.raises(InvalidInput, match="20,000"):
            judge(REFLECTION, {"text": "a" * 20_001})

    def test_characters_that_databases_refuse_are_left_out(self) -> None:
        kept = judge(REFLECTION, {"text": "a\x00b\ud800c\nd"}).response["text"]

        assert kept == "abc\nd"


class TestSort:
    def test_every_item_placed_is_done_right_or_wrong(self) -> None:
        right = judge(SORT, {"placed": {"0": "Mentor", "1": "PCM"}})
        wrong = judge(SORT, {"placed": {"0": "PCM", "1": "PCM"}})

        assert (right.done, right.correct) == (True, True)
        assert (wrong.done, wrong.correct) == (True, False)
        assert wrong.feedback == ("x is the mentor's", "y is the PCM's")

    def test_a_part_is_kept_and_not_judged_yet(self) -> None:
        part = judge(SORT, {"placed": {"1": "PCM"}})

        assert (part.done, part.correct, part.response) == (False, None, {"placed": {"1": 1}})

    def test_an_answer_is_kept_without_words_so_that_it_holds_in_every_language(self) -> None:
        welsh = replace(
            SORT,
            bins=("Mentor pwnc", "Cydlynydd"),
            items=tuple(
                replace(item, bin={"Mentor": "Mentor pwnc", "PCM": "Cydlynydd"}[item.bin])
                for item in SORT.items
            ),
        )
        kept = judge(SORT, {"placed": {"0": "Mentor", "1": "Mentor"}}).response
        read = judge(welsh, kept)

        assert (read.done, read.correct, read.response) == (True, False, kept)

    @pytest.mark.parametrize("answer", ["PCM", 1, "1"])
    def test_a_bin_is_told_by_its_name_or_its_number(self, answer: object) -> None:
        assert judge(SORT, {"placed": {"1": answer}}).response == {"placed": {"1": 1}}

    @pytest.mark.parametrize("answer", [2, -1, "2", "-1", "01", True, 1.0, None, "", [1]])
    def test_anything_else_is_no_place(self, answer: object) -> None:
        with pytest.raises(InvalidInput, match="one of the places"):
            judge(SORT, {"placed": {"1": answer}})


def test_ticks_are_kept_in_order_and_may_be_none() -> None:
    assert judge(CHECKLIST, {"ticked": ["2", "0", "2"]}).response == {"ticked": [0, 2]}
    assert judge(CHECKLIST, {}).response == {"ticked": []}


@pytest.mark.parametrize(
    ("block", "response", "field"),
    [
        (QUESTION, {}, "option"),
        (QUESTION, {"option": 3}, "option"),
        (QUESTION, {"option": -1}, "option"),
        (QUESTION, {"option": True}, "option"),
        (QUESTION, {"option": "1.0"}, "option"),
        (QUESTION, {"option": "²"}, "option"),
        (QUESTION, {"option": "9" * 9999}, "option"),
        (SEVERAL, {"options": []}, "options"),
        (SEVERAL, {"options": "02"}, "options"),
        (SEVERAL, {"options": [0, 7]}, "options"),
        (STORY, {"path": [1]}, "path"),
        (STORY, {"path": ["one", "two"] * 101}, "path"),
        (REFLECTION, {}, "text"),
        (REFLECTION, {"text": 5}, "text"),
        (SORT, {}, "placed"),
        (SORT, {"placed": ["PCM"]}, "placed"),
        (SORT, {"placed": {"2": "PCM"}}, "placed"),
        (SORT, {"placed": {"0": "Nobody"}}, "placed"),
        (CHECKLIST, {"ticked": [3]}, "ticked"),
        (CHECKLIST, {"ticked": None}, "ticked"),
        (NOTE, {"text": "x"}, "block"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    block: Activity, response: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        judge(block, response)
    assert set(caught.value.fields) == {field}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(["option", "options", "path", "text", "placed", "ticked"])


@given(
    st.sampled_from([QUESTION, SEVERAL, STORY, REFLECTION, SORT, CHECKLIST]),
    st.dictionaries(KEYS, JSON),
)
def test_any_answer_is_refused_or_kept_so_that_judging_it_again_is_the_same(
    block: Activity, response: dict[str, object]
) -> None:
    try:
        first = judge(block, response)
    except InvalidInput:
        return
    assert judge(block, json.loads(json.dumps(first.response))) == first
