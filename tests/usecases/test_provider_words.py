"""A provider fills in its words once; nothing that anybody typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.domain.exhibits import Ask
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.platforms import Provider, WordChange
from lti_tool.usecases import provider_words
from lti_tool.usecases.house import House
from lti_tool.usecases.provider_words import (
    LONGEST_ANSWER,
    LONGEST_WORD,
    ChangedMeanwhile,
    Filled,
    ProviderWord,
)
from lti_tool.usecases.visits import Visit

from ..content.packs import GOOD, edited, write
from ..content.worthy import worthy
from .award_fixtures import another_provider, of_other_provider
from .place import Place, StillClock, rows
from .racing import at_once
from .watching import Queries

DEFAULT = "the office & its staff"


@pytest.fixture
def house(house: House, tmp_path: Path) -> House:
    """The house with a small pack, and a second module that shares its words."""
    more = {
        name: text.replace("default: the office\n", f"default: {DEFAULT}\n")
        for name, text in worthy("acme/more").items()
    }
    return replace(house, library=load_packs([write(tmp_path / "packs", {**more, **GOOD})]))


@pytest.fixture
def office(place: Place) -> Visit:
    return place.visit(Role.OFFICE, name="Helen Ng")


def word(house: House, office: Visit, name: str) -> ProviderWord:
    return next(w for w in provider_words.words_page(house, office).words if w.name == name)


def save(house: House, office: Visit, name: str, value: str, was: str = "") -> int:
    return provider_words.save_words(house, office, [Filled(name, was, value)])


def kept(house: House) -> dict[str, str]:
    (provider,) = rows(house, Provider)
    values: dict[str, str] = provider.variables
    return values


# --- the list ---------------------------------------------------------------------------------


def test_it_lists_every_variable_once_with_the_modules_that_have_it(
    house: House, office: Visit
) -> None:
    page = provider_words.words_page(house, office)

    assert sorted(word.name for word in page.words) == ["load", "office"]
    named = word(house, office, "office")
    assert (named.about, named.defaults) == ("How your office is called.", (DEFAULT,))
    assert [module_id for module_id, _ in named.modules] == ["acme/basics", "acme/more"]


def test_what_has_no_default_is_a_question_until_it_is_answered(
    house: House, office: Visit
) -> None:
    page = provider_words.words_page(house, office)
    assert [word.name for group in page.questions for word in group.words] == ["load"]
    assert (page.asked, page.unanswered) == (1, 1)
    assert word(house, office, "load").asked == ("How much does a trainee teach?",), (
        "two modules ask the same, which is said once"
    )

    save(house, office, "load", "Ten lessons a week.")

    page = provider_words.words_page(house, office)
    assert (page.asked, page.unanswered) == (1, 0)


def test_the_desk_is_told_how_many_questions_are_open_without_a_query(
    house: House, office: Visit, queries: Callable[[], Queries]
) -> None:
    with queries() as seen:
        open_now = provider_words.unanswered(house, office)
        answered = provider_words.unanswered(house, replace(office, variables={"load": "Ten."}))

    assert (open_now, answered, seen.count) == (1, 0, 0)


def test_a_word_of_one_module_stands_under_its_title(
    house: House, office: Visit, tmp_path: Path
) -> None:
    alone = replace(house, library=load_packs([write(tmp_path / "alone", GOOD)]))

    titles = [group.title for group in provider_words.words_page(alone, office).names]

    assert titles == ["The basics"]
    both = [group.title for group in provider_words.words_page(house, office).names]
    assert both == ["In several modules"]


def test_where_packs_differ_both_defaults_are_told(
    house: House, office: Visit, tmp_path: Path
) -> None:
    files = {n.replace("acme/", "other/"): t for n, t in worthy("other/more").items()}
    both = replace(house, library=load_packs([write(tmp_path / "both", {**files, **GOOD})]))

    assert word(both, office, "office").defaults == (DEFAULT, "the office")
    shown = provider_words.word_uses(both, office, "office")
    uses = [use for _, pages in shown.modules for _, lines in pages for use in lines]
    assert {use.default for use in uses} == {DEFAULT, "the office"}


def test_a_question_is_told_with_the_provider_s_own_words_in_it(
    house: House, office: Visit, tmp_path: Path
) -> None:
    text = "text: How much does a trainee *teach*?"
    files = edited("acme/basics/03-more.md", text, "text: What does {{ office }} say?")
    asking = replace(house, library=load_packs([write(tmp_path / "asking", files)]))

    assert word(asking, office, "load").asked == (f"What does {DEFAULT} say?",)
    save(asking, office, "office", "Mo's desk")
    assert word(asking, office, "load").asked == ("What does Mo's desk say?",)
    shown = provider_words.word_uses(asking, office, "load")
    assert shown.modules[0][1][0][1][0].asks == "What does Mo's desk say?"


# --- saving -----------------------------------------------------------------------------------


def test_what_is_filled_in_stands_in_every_module(house: House, office: Visit) -> None:
    save(house, office, "office", "Mo's <b>desk</b>")
    save(house, office, "load", "Ten lessons.")

    for module_id in ("acme/basics", "acme/more"):
        module = house.library.module(module_id, kept(house))
        assert "Mo's <b>desk</b>" in module.summary.plain
        assert "<b>" not in module.summary
        asked = module.block("how-much")
        assert isinstance(asked, Ask)
        assert asked.answer == "Ten lessons."


def test_an_empty_field_brings_the_default_back(house: House, office: Visit) -> None:
    save(house, office, "office", "Mo's desk")
    assert save(house, office, "office", "", was="Mo's desk") == 1

    assert kept(house) == {}
    assert DEFAULT in house.library.module("acme/basics", kept(house)).summary.plain


def test_blanks_and_line_ends_become_single_spaces(house: House, office: Visit) -> None:
    save(house, office, "load", "  Ten\r\nlessons\n\n a\tweek. ")

    assert kept(house) == {"load": "Ten lessons a week."}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("office", "a" * (LONGEST_WORD + 1), "keep it to 200"),
        ("load", "a" * (LONGEST_ANSWER + 1), "keep it to 1,000"),
        ("office", "a\x00b", "invisible character"),
        ("office", "a\x1bb", "invisible character"),
        ("office", "a\ufeffb", "invisible character"),
        ("office", "{{ load }}", "double curly brackets"),
    ],
)
def test_what_cannot_be_shown_as_it_is_is_refused_and_nothing_is_saved(
    house: House, office: Visit, name: str, value: str, message: str
) -> None:
    other = "load" if name == "office" else "office"
    filled = [Filled(other, "", "Fine."), Filled(name, "", value)]

    with pytest.raises(InvalidInput) as caught:
        provider_words.save_words(house, office, filled)

    assert list(caught.value.fields) == [name]
    assert message in caught.value.fields[name]
    assert kept(house) == {}


def test_the_longest_that_fits_is_taken(house: House, office: Visit) -> None:
    save(house, office, "office", "a" * LONGEST_WORD)
    save(house, office, "load", "a" * LONGEST_ANSWER)

    assert sorted(map(len, kept(house).values())) == [LONGEST_WORD, LONGEST_ANSWER]


def test_names_that_no_module_knows_are_left_alone(house: House, office: Visit) -> None:
    with house.units.writing() as unit:
        unit.session.get_one(Provider, office.provider_id).variables = {"gone": "Kept."}

    assert save(house, office, "pass_mark", "1") == 0
    assert save(house, office, "nothing", "x") == 0
    save(house, office, "office", "Mo's desk")

    assert kept(house) == {"gone": "Kept.", "office": "Mo's desk"}


def test_only_the_office_of_this_provider_may(house: House, place: Place, office: Visit) -> None:
    for role in (Role.MENTOR, Role.TUTOR):
        with pytest.raises(NotAllowed):
            save(house, place.visit(role, name="Ada"), "office", "x")
        with pytest.raises(NotAllowed):
            provider_words.words_page(house, place.visit(role, name="Ada"))
    save(house, of_other_provider(house, office), "office", "Elsewhere")

    values = {provider.slug: provider.variables for provider in rows(house, Provider)}
    assert values == {"example": {}, "other": {"office": "Elsewhere"}}


# --- two people at once -----------------------------------------------------------------------


def test_two_people_who_change_different_words_both_succeed(house: House, office: Visit) -> None:
    first = [Filled("office", "", "Mo's desk"), Filled("load", "", "")]
    second = [Filled("office", "", ""), Filled("load", "", "Ten.")]

    assert provider_words.save_words(house, office, first) == 1
    assert provider_words.save_words(house, office, second) == 1

    assert kept(house) == {"office": "Mo's desk", "load": "Ten."}


def test_a_word_that_was_changed_meanwhile_is_not_overwritten(house: House, office: Visit) -> None:
    save(house, office, "office", "Mo's desk")

    filled = [Filled("office", "", "Jo's desk"), Filled("load", "", "Ten.")]
    with pytest.raises(ChangedMeanwhile) as caught:
        provider_words.save_words(house, office, filled)

    assert caught.value.values == {"office": "Mo's desk"}
    assert kept(house) == {"office": "Mo's desk"}, "all of a form is saved, or nothing"
    save(house, office, "office", "Jo's desk", was="Mo's desk")
    assert kept(house) == {"office": "Jo's desk"}


def test_the_same_change_sent_twice_is_one_change(house: House, office: Visit) -> None:
    assert save(house, office, "office", "Mo's desk") == 1
    assert save(house, office, "office", "Mo's desk") == 0

    assert len(rows(house, WordChange)) == 1


def test_of_two_at_the_very_same_moment_one_is_told(house: House, office: Visit) -> None:
    def change(value: str) -> Callable[[], object]:
        def go() -> object:
            try:
                return save(house, office, "office", value)
            except ChangedMeanwhile as error:
                return error.values["office"]

        return go

    outcomes = at_once(change("Mo's desk"), change("Jo's desk"))

    assert 1 in outcomes
    assert kept(house)["office"] in outcomes, "the other one is told what stands there"


# --- who changed what, when -------------------------------------------------------------------


def test_every_change_is_kept_with_who_made_it(
    house: House, office: Visit, clock: StillClock
) -> None:
    save(house, office, "office", "Mo's desk")
    first = clock.now()
    clock.moves(minutes=5)
    provider_words.set_provider_words(house, "example", {"office": ""})

    found = provider_words.word_uses(house, office, "office").history

    assert [(c.value, c.by, c.at) for c in found] == [
        ("", "whoever runs this installation", clock.now()),
        ("Mo's desk", "Helen Ng", first),
    ]
    last = word(house, office, "office").changed
    assert last is not None
    assert (last.by, last.at) == ("whoever runs this installation", clock.now())


def test_what_others_changed_elsewhere_is_not_shown(house: House, office: Visit) -> None:
    other = of_other_provider(house, office)
    save(house, other, "office", "Elsewhere")

    assert word(house, office, "office").changed is None
    assert provider_words.word_uses(house, office, "office").history == ()


# --- where a word stands ----------------------------------------------------------------------


def test_the_places_of_a_word_are_shown_with_the_other_words_filled_in(
    house: House, office: Visit
) -> None:
    save(house, office, "office", "Mo's desk")

    found = provider_words.word_uses(house, office, "office")

    assert [page for page, _ in found.modules[0][1]][:2] == [
        "The module's first page",
        "Where to start",
    ]
    lines = [use.pieces for _, uses in found.modules[0][1] for use in uses]
    assert ("What ", " asks of you.") in lines
    assert ("Ask ", " first. Then read the guide.") in lines
    assert ("Yes, from ", ".") in lines
    assert ("A sheet that ", " sends you.") in lines
    assert ("For ", ".") in lines


def test_the_place_of_an_answer_is_the_box_that_asks(house: House, office: Visit) -> None:
    found = provider_words.word_uses(house, office, "load")

    uses = [use for _, pages in found.modules for _, uses in pages for use in uses]
    assert {use.asks for use in uses} == {"How much does a trainee teach?"}
    assert all(use.pieces == ("", "") for use in uses)


def test_a_word_that_is_not_there_is_not_found(house: House, office: Visit) -> None:
    with pytest.raises(NotFound):
        provider_words.word_uses(house, office, "nothing")


# --- for whoever runs the installation --------------------------------------------------------


def test_words_can_be_set_for_one_provider_by_name(house: House, office: Visit) -> None:
    another_provider(house)

    assert provider_words.set_provider_words(house, "other", {"office": " Mo's  desk "}) == 1

    (word,) = [w for w in provider_words.provider_words(house, "other") if w.name == "office"]
    assert word.value == "Mo's desk"
    assert provider_words.words_page(house, office).words[0].value == ""


@pytest.mark.parametrize("values", [{"ofice": "x"}, {"office": "a\x00"}, {"office": "a" * 201}])
def test_a_wrong_name_or_value_changes_nothing(
    house: House, office: Visit, values: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        provider_words.set_provider_words(house, "example", {"load": "Ten.", **values})

    assert kept(house) == {}


def test_an_unknown_provider_is_said_so(house: House) -> None:
    with pytest.raises(NotFound, match="no provider 'nobody'"):
        provider_words.provider_words(house, "nobody")


def test_the_list_asks_the_same_of_the_database_however_many_words_there_are(
    house: House, office: Visit, queries: Callable[[], Queries]
) -> None:
    with queries() as before:
        provider_words.words_page(house, office)
    save(house, office, "office", "Mo's desk")
    save(house, office, "load", "Ten.")
    with queries() as after:
        provider_words.words_page(house, office)

    assert before.count == after.count <= 3
