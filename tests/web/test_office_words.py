"""Your provider's words: the office fills them in once, on one page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from lti_tool.usecases import provider_words
from lti_tool.usecases.provider_words import Filled

from ..content.packs import write
from .story import Person, Story

PAGE = "/office/words"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path, packs=(write(tmp_path / "packs"),))


@pytest.fixture
def office(story: Story) -> Person:
    return story.office()


def values(story: Story, office: Person) -> dict[str, str]:
    page = provider_words.words_page(story.house, office.visit)
    return {word.name: word.value for word in page.words if word.value}


def elsewhere(story: Story, office: Person, name: str, value: str) -> None:
    """A colleague saves a word from another window."""
    provider_words.save_words(story.house, office.visit, [Filled(name, "", value)])


def field(page: str, name: str) -> str:
    """What is in the field of a word."""
    found = re.search(rf'name="word_{name}" value="([^"]*)"', page) or re.search(
        rf'name="word_{name}"[^>]*>\n([^<]*)</textarea>', page
    )
    assert found, name
    return html.unescape(found[1])


def was(page: str, name: str) -> str:
    found = re.search(rf'name="was_{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def test_the_desk_leads_there_and_says_what_is_open(story: Story, office: Person) -> None:
    open_now = provider_words.unanswered(story.house, office.visit)
    desk = office.get("/office/").text

    assert 'office/words">' in desk
    assert f"<strong>{open_now}</strong> questions of your mentors to answer" in desk


def test_the_page_has_a_field_for_every_word_of_every_module(story: Story, office: Person) -> None:
    page = office.get(PAGE).text

    names = {v.name for module in story.house.library.modules for v in module.variables}
    assert names
    for name in names:
        assert page.count(f'name="word_{name}"') == 1
        assert page.count(f'id="f-word_{name}"') == 1
    assert "How your office is called." in page
    assert "Left empty, mentors read “the office &amp; its staff”." in page
    assert "Mentors read: “How much does a trainee teach?”" in page
    assert "Not answered yet" in page


def test_what_is_saved_is_there_for_mentors_at_once(story: Story, office: Person) -> None:
    answer = office.post(
        PAGE, {"word_office": "Mo’s <b>desk</b>", "word_load": "Ten lessons\r\na week."}
    )

    assert "Every mentor reads these words from now on" in answer.text
    assert field(answer.text, "office") == "Mo’s <b>desk</b>"
    assert field(answer.text, "load") == "Ten lessons a week."
    mentor = story.enter("amara", "mentor", name="Amara Okafor")
    read = mentor.get("/modules/acme/basics/sections/more").text
    assert "Ten lessons a week." in read
    assert "Mo’s &lt;b&gt;desk&lt;/b&gt; signs." in read


def test_a_form_without_a_change_says_so(story: Story, office: Person) -> None:
    assert "Nothing was changed" in office.post(PAGE, {"word_office": "", "was_office": ""}).text
    assert values(story, office) == {}


def test_an_empty_field_brings_the_default_back(story: Story, office: Person) -> None:
    elsewhere(story, office, "office", "Mo’s desk")
    sent = {"word_office": " ", "was_office": "Mo’s desk"}

    assert field(office.post(PAGE, sent).text, "office") == ""
    assert values(story, office) == {}


def test_what_cannot_be_saved_is_named_and_nothing_typed_is_lost(
    story: Story, office: Person
) -> None:
    long = "a" * 201
    answer = office.post(PAGE, {"word_office": long, "word_load": "Ten lessons."})

    assert answer.status_code == 422
    summary = '<a href="#f-word_office">How your office is called: This is 201 characters long'
    assert summary in answer.text
    assert 'aria-describedby="h-word_office e-word_office" aria-invalid="true"' in answer.text
    assert "please keep it to 200" in answer.text
    assert (field(answer.text, "office"), field(answer.text, "load")) == (long, "Ten lessons.")
    assert (was(answer.text, "office"), was(answer.text, "load")) == ("", "")
    assert values(story, office) == {}


def test_what_a_colleague_saved_meanwhile_is_shown_beside_and_not_overwritten(
    story: Story, office: Person
) -> None:
    elsewhere(story, office, "office", "Mo’s desk")
    sent = {"word_office": "Jo’s desk", "was_office": "", "word_load": "Ten."}

    answer = office.post(PAGE, sent)

    assert answer.status_code == 409
    assert "Somebody else changed this in the meantime" in answer.text
    assert "They wrote “Mo’s desk”" in answer.text
    assert (field(answer.text, "office"), field(answer.text, "load")) == ("Jo’s desk", "Ten.")
    assert was(answer.text, "office") == "Mo’s desk"
    assert values(story, office) == {"office": "Mo’s desk"}
    again = {"word_office": "Jo’s desk", "was_office": was(answer.text, "office")}
    assert office.post(PAGE, again).status_code == 200
    assert values(story, office) == {"office": "Jo’s desk"}


def test_after_a_form_that_was_not_saved_untouched_fields_show_what_is_there_now(
    story: Story, office: Person
) -> None:
    elsewhere(story, office, "load", "Ten lessons.")

    answer = office.post(PAGE, {"word_office": "a" * 201, "word_load": "", "was_load": ""})

    assert field(answer.text, "load") == was(answer.text, "load") == "Ten lessons."


def test_a_form_sent_without_its_token_changes_nothing(story: Story, office: Person) -> None:
    answer = office.browser.post(office.root + PAGE, data={"word_office": "x"})

    assert answer.status_code in {400, 403}
    assert values(story, office) == {}


def test_the_page_of_a_word_shows_where_it_stands_and_who_changed_it(
    story: Story, office: Person
) -> None:
    office.post(PAGE, {"word_office": "Mo’s desk"})
    page = office.get(f"{PAGE}/office").text

    assert "<p>What <mark>Mo’s desk</mark> asks of you.</p>" in page
    assert "Helen" in page[page.index("Changes") :]
    question = office.get(f"{PAGE}/load").text
    assert "Until then, mentors are told to ask you." in question
    assert office.get(f"{PAGE}/nothing").status_code == 404


def test_nobody_else_may(story: Story) -> None:
    for person in (story.mentor(), story.tutor()):
        assert person.get(PAGE).status_code == 403
        assert person.post(PAGE, {"word_office": "x"}).status_code == 403
