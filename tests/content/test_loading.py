"""A good pack becomes the values that the domain works with."""

from pathlib import Path

import pytest

from lti_tool.content import Library, load_packs
from lti_tool.domain.blocks import (
    Checklist,
    Compare,
    Note,
    Outcome,
    Prose,
    Question,
    QuizBlock,
    Reflection,
    Reveal,
    Scenario,
    Sort,
)
from lti_tool.domain.schemes import AuditCompletion, Confirmation, FieldKind, ModuleCompletion
from lti_tool.domain.seats import Seat
from lti_tool.errors import NotFound

from .packs import edited, write


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_packs([write(tmp_path)])


def test_the_activities_of_a_section_come_in_the_order_written(library: Library) -> None:
    kinds = [type(block) for block in library.module("acme/basics").section("start").blocks]

    assert kinds == [
        Prose, Question, Scenario, Reflection, Compare, Reveal, Checklist, Sort, Note
    ]  # fmt: skip


def test_a_question_keeps_which_option_is_right_and_teaches_with_each(library: Library) -> None:
    question = library.module("acme/basics").block("first")

    assert isinstance(question, Question)
    assert question.prompt == "<p>What comes <em>first</em>?</p>"
    assert question.plain == "What comes first?"
    assert [option.correct for option in question.options] == [True, False]
    assert "<li>But soon</li>" in question.options[1].feedback


def test_a_scenario_keeps_its_graph_and_how_it_ends(library: Library) -> None:
    story = library.module("acme/basics").block("late")

    assert isinstance(story, Scenario)
    assert [choice.next for choice in story.step("morning").choices] == ["rang", "waited"]
    assert story.step("rang").outcome is Outcome.GOOD
    assert story.step("rang").learning == "<p>Ring early.</p>"


def test_optional_takes_a_block_out_of_the_count(tmp_path: Path) -> None:
    optional = "minimum_words: 5\noptional: true"
    files = edited("acme/basics/01-start.md", "minimum_words: 5", optional)

    module = load_packs([write(tmp_path, files)]).module("acme/basics")

    assert [b.id for b in module.section("start").required] == ["first", "late", "bins"]


def test_variables_have_their_default_until_a_provider_fills_them_in(library: Library) -> None:
    module = library.module("acme/basics")
    filled = library.module("acme/basics", {"office": "<b>Mo's</b> office", "other": "ignored"})

    assert module.summary == "What the office &amp; its staff asks of you."
    assert filled.summary == "What &lt;b&gt;Mo&#x27;s&lt;/b&gt; office asks of you."
    assert filled.summary.plain == "What <b>Mo's</b> office asks of you."
    assert "Mo&#x27;s" in str(filled.section("start").blocks[0])
    assert library.module("acme/basics", {"office": " "}).summary == module.summary


def test_the_tool_fills_in_the_pass_mark_itself(library: Library) -> None:
    quiz = library.module("acme/basics", {"pass_mark": "1"}).block("final")

    assert isinstance(quiz, QuizBlock)
    assert quiz.intro.plain == "You need 50 per cent of 2."


def test_the_digest_names_the_content_and_not_the_provider_s_words(
    library: Library, tmp_path: Path
) -> None:
    changed = edited("acme/basics/quiz.yaml", "Two?", "Two, then?")
    other = load_packs([write(tmp_path / "other", changed)])

    before = library.module("acme/basics").digest
    assert library.module("acme/basics", {"office": "Mo"}).digest == before
    assert other.module("acme/basics").digest != before


def test_a_scheme_has_criteria_seats_and_rules(library: Library) -> None:
    award = library.award("acme/first")

    kinds = [(requirement.id, type(requirement)) for _, requirement in award.requirements()]
    assert kinds == [
        ("FIRST.1/basics", ModuleCompletion),
        ("FIRST.1/look", AuditCompletion),
        ("FIRST.2/recommended", Confirmation),
    ]
    assert award.confirmation("FIRST.2/recommended").seats == (Seat.PCM, Seat.OFFICE)
    assert [step.seat for step in award.signatures] == [Seat.MENTOR, Seat.PCM]
    assert award.waiver is not None
    assert award.waiver.criteria == {"FIRST.2"}
    assert award.audit("look").ratings == (("No", "Not yet."), ("Yes", "Done."))
    assert award.sheet[1].kind is FieldKind.CHOICE
    assert library.scheme_of("acme/first").id == "acme"


def test_words_that_older_yaml_takes_for_booleans_stay_words(tmp_path: Path) -> None:
    files = edited("acme/basics/quiz.yaml", "text: Wrong", "text: No")

    bank = load_packs([write(tmp_path, files)]).module("acme/basics").quiz

    assert bank.questions[0].options[1].text == "No"


def test_what_is_not_there_is_not_found(library: Library) -> None:
    for look in (library.module, library.award, library.scheme, library.modules_of):
        with pytest.raises(NotFound):
            look("acme/nothing")


def test_a_pack_without_standards_of_its_own_uses_the_shared_ones(tmp_path: Path) -> None:
    files = {
        name: text.replace("AB1.1", "ST1.1").replace("AB1.2", "ST4.2")
        for name, text in edited("acme/basics/module.yaml", "O1", "O2").items()
        if not name.startswith("acme-standards")
    }

    library = load_packs([write(tmp_path, files)])

    assert [found.id for found in library.standards] == ["national-standards"]


def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    files = edited("acme/basics/module.yaml", "O1", "O2")
    name = "acme/basics/01-start.md"
    windows = b"\xef\xbb\xbf" + files[name].replace("\n", "\r\n").encode()

    library = load_packs([write(tmp_path, {**files, name: windows})])

    plain = load_packs([write(tmp_path / "plain", files)])
    assert library.modules == plain.modules
