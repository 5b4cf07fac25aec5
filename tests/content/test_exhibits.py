"""Terms, links inside a module, what is asked of the provider, and what is only shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content import Library, load_packs
from lti_tool.domain.exhibits import Ask, Audio, Figure, TakeawayLink
from lti_tool.domain.modules import Module, Section
from lti_tool.errors import ContentError, Mistake

from .packs import GOOD, edited, line_of, write

HEAD = "acme/basics/module.yaml"
START = "acme/basics/01-start.md"
MORE = "acme/basics/03-more.md"
BANK = "acme/basics/quiz.yaml"
SHEET = "acme/basics/takeaways/agenda.md"


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_packs([write(tmp_path)])


@pytest.fixture
def module(library: Library) -> Module:
    return library.module("acme/basics")


def prose(section: Section) -> str:
    return str(section.blocks[0])


# --- terms ------------------------------------------------------------------------------------


def test_a_term_is_a_button_that_opens_its_meaning(module: Module) -> None:
    shown = prose(module.section("more"))

    button = '<button type="button" class="term" popovertarget="term-form">'
    assert f"Send {button}the form</button> or {button}the sheet</button>, as" in shown


def test_the_glossary_keeps_its_terms_and_meanings(library: Library) -> None:
    (term,) = library.module("acme/basics", {"office": "Mo"}).glossary

    assert (term.id, term.term) == ("form", "the form")
    assert term.meaning == "A sheet that Mo sends you."


# file, what is replaced, by what, the words in whose line the mistake stands, part of the message
WRONG_TERMS = [
    (MORE, "[[form]]", "[[from]]", "[[from]]", "did you mean `form`?"),
    (MORE, "Print [it]", "## A [[form]]\n\nPrint [it]", "## A", "not in a heading"),
    (MORE, "[the start](", "[the [[form]]](", "[[form]] or", "no link yet"),
    (MORE, "[the start](", "[the start [@book]](", "[@book]", "no link yet"),
    (MORE, "*which* order", "[[form]]", "caption: Who signs, and in [[form]]", "not on a button"),
    (START, "text: The tea", "text: The [[form]]", "The [[form]]", "not on a button"),
    (START, "  - A pen", "  - A [[form]]", "A [[form]]", "not on a button"),
    (START, "title: Two ways", "title: Two [[ways]]", "title: Two", "without Markdown"),
    (BANK, "feedback: No.", "feedback: No [[form]].", "[[form]]", "cannot be marked here"),
    (BANK, "prompt: One?", "prompt: One [[form]]?", "[[form]]", "cannot be marked here"),
    (SHEET, "For {{ office }}.", "For [[form]].", "[[form]]", "cannot be marked here"),
    (HEAD, "A sheet that", "A [[form]] that", "A [[form]]", "cannot be marked here"),
    (HEAD, "    term: the form", "    term: the **form**", "the **form**", "without Markdown"),
    (HEAD, "    term: the form\n", "", "id: form", "`term` is missing"),
    (HEAD, "  - id: form", "  - id: form\n    term: a\n    meaning: b\n  - id: form",
     "id: form\n    term: the", "another term is called `form`"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "near", "message"), WRONG_TERMS)
def test_a_term_that_cannot_be_shown_is_a_mistake_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, near: str, message: str
) -> None:
    files = edited(file, old, new)

    found = [m for m in mistakes_in(write(tmp_path, files)) if message in m.message]

    assert [(m.file, m.line) for m in found] == [(file, line_of(file, near, files))]


def test_a_term_may_stand_in_feedback_lists_and_tables(tmp_path: Path) -> None:
    files = edited(START, "feedback: Yes, from", "feedback: Yes, [[form]] from")
    files = edited(START, "| You | 1 [@book] |", "| You | [[form]] [@book] |", files)
    files = edited(START, "      - But soon", "      - But [[form]] soon", files)

    load_packs([write(tmp_path, files)])


# --- links inside the module ------------------------------------------------------------------


def test_links_lead_to_pages_and_sheets_of_the_module(module: Module) -> None:
    shown = prose(module.section("more"))

    assert '<a href="/modules/acme/basics/sections/start">the start</a>' in shown
    assert '<a href="/modules/acme/basics/takeaways/agenda.pdf">it</a>' in shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "section:start",
            "section:strat",
            "no section `strat` in this module; did you mean `start`",
        ),
        ("section:start", "section:", "no section `` in this module"),
        ("section:start", "section:start/../../x", "a link begins with"),
        ("section:start", "section:acme/other", "a link begins with"),
        ("takeaway:agenda", "takeaway:agenada", "did you mean `agenda`?"),
        ("takeaway:agenda", "takeaway:agenda.pdf", "no takeaway `agenda.pdf`"),
        ("takeaway:agenda", "agenda.pdf", "a link begins with https://, section: or takeaway:"),
        ("takeaway:agenda", "/modules/acme/basics", "a link begins with"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_mistake_at_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    files = edited(MORE, old, new)

    (mistake,) = mistakes_in(write(tmp_path, files))

    assert (mistake.file, mistake.line) == (MORE, line_of(MORE, f"({new})", files))
    assert message in mistake.message


def test_a_sheet_is_offered_under_its_own_name(module: Module, tmp_path: Path) -> None:
    offered = module.block("agenda")

    assert isinstance(offered, TakeawayLink)
    assert offered.text == "<p>Print it today.</p>"
    files = edited(MORE, "{takeaway} agenda", "{takeaway} agnda")
    (mistake,) = mistakes_in(write(tmp_path / "wrong", files))
    assert mistake.line == line_of(MORE, "text: Print it today", files)
    assert "no `agnda.md` under `takeaways`; did you mean `agenda`?" in mistake.message


# --- what is asked of the provider ------------------------------------------------------------


def test_a_question_is_shown_until_the_provider_has_answered(library: Library) -> None:
    asked = library.module("acme/basics").block("how-much")
    told = library.module("acme/basics", {"load": "Ten <b>lessons</b> a week"}).block("how-much")

    assert isinstance(asked, Ask)
    assert isinstance(told, Ask)
    assert (asked.title, asked.answer) == ("Ask your provider", "")
    assert asked.text == told.text == "<p>How much does a trainee <em>teach</em>?</p>"
    assert told.answer == "Ten &lt;b&gt;lessons&lt;/b&gt; a week"


def test_a_box_may_ask_without_a_variable(tmp_path: Path) -> None:
    files = edited(MORE, "variable: load\n", "title: Ask the office\n")

    asked = load_packs([write(tmp_path, files)]).module("acme/basics").block("how-much")

    assert isinstance(asked, Ask)
    assert (asked.title, asked.answer) == ("Ask the office", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "near", "message"),
    [
        (MORE, "variable: load", "variable: laod", "laod", "did you mean `load`?"),
        (MORE, "variable: load", "variable: office", "variable: office", "without a default"),
        (MORE, "variable: load", "variable: pass_mark", "pass_mark", "without a default"),
        (START, "Ask {{ office }}", "Ask {{ load }}", "{{ load }}", "only an `ask` block"),
        (BANK, "prompt: One?", "prompt: One {{ load }}?", "{{ load }}", "only an `ask` block"),
        (SHEET, "For {{ office }}.", "For {{ load }}.", "{{ load }}", "only an `ask` block"),
        (START, "title: A late form", "title: '{{ load }}'", "{{ load }}", "only an `ask`"),
        (HEAD, "default: the office & its staff", "default: '{{ load }}'", "default:",
         "plain words, without variables"),
        (HEAD, "    about: How much a trainee teaches.\n", "    default: ten\n", "load:",
         "`about` is missing"),
    ],
)  # fmt: skip
def test_a_variable_that_may_be_empty_stands_in_no_sentence(
    tmp_path: Path, file: str, old: str, new: str, near: str, message: str
) -> None:
    files = edited(file, old, new)

    found = [m for m in mistakes_in(write(tmp_path, files)) if message in m.message]

    assert [(m.file, m.line) for m in found] == [(file, line_of(file, near, files))]


# --- pictures and sound -----------------------------------------------------------------------


def test_a_picture_is_shown_in_the_page_with_its_alternatives(library: Library) -> None:
    figure = library.module("acme/basics", {"office": "Mo"}).block("order")

    assert isinstance(figure, Figure)
    assert figure.alt == "Two boxes in a row."
    assert figure.caption == "Who signs, and in <em>which</em> order"
    assert "<li>Mo signs.</li>" in figure.description
    assert (figure.picture.width, figure.picture.height) == (480, 120)
    assert (figure.picture.drawing or "").startswith("<svg ")


def test_the_words_of_a_picture_are_its_own(tmp_path: Path) -> None:
    files = edited("acme/basics/media/order.svg", "The office &amp; co", "{{ office }}")

    (mistake,) = mistakes_in(write(tmp_path, files))

    assert "no variable" in mistake.message


@pytest.mark.parametrize("key", ["alt", "caption", "description", "file"])
def test_a_picture_has_every_alternative(tmp_path: Path, key: str) -> None:
    text = GOOD[MORE]
    start = text.index(f"{key}: ", text.index("{figure}"))
    end = text.index("```" if key == "description" else "\n", start)

    files = {**GOOD, MORE: text[:start] + text[end:].removeprefix("\n")}
    found = mistakes_in(write(tmp_path, files))

    assert (MORE, f"`{key}` is missing here; add it") in {(m.file, m.message) for m in found}


def test_a_picture_is_named_in_a_sentence_not_in_a_page(tmp_path: Path) -> None:
    files = edited(MORE, "Two boxes in a row.", "a" * 251)

    (mistake,) = mistakes_in(write(tmp_path, files))

    assert mistake.message == "`alt` must be at most 250 characters long"


def test_a_sound_has_its_transcript(module: Module) -> None:
    voices = module.block("voices")

    assert isinstance(voices, Audio)
    assert (voices.source.media_type, voices.minutes) == ("audio/mpeg", 3)
    assert voices.transcript == "<p>They talk.</p>"


def test_what_is_only_shown_is_never_waited_for(module: Module) -> None:
    assert module.section("more").required == ()
