"""A module's languages: read in the LMS's, chosen on every page, marked in all of them."""

from __future__ import annotations

import re
import secrets

import pytest

from .. import bilingual
from ..bilingual import MODULE_ID
from .story import Person, Story

MODULE = f"/modules/{MODULE_ID}"
LONG_ENOUGH = "I remember the long corridor and nobody who knew my name at all"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    packs = bilingual.write(tmp_path_factory.mktemp("packs"))
    return Story(tmp_path_factory.mktemp("house"), packs=(packs,))


@pytest.fixture
def mentor(story: Story) -> Person:
    """A new mentor for every test, from an LMS in English."""
    return story.enter(secrets.token_hex(4), "mentor")


def chooses(mentor: Person, language: str, page: str = "module", **more: str) -> str:
    answer = mentor.post(f"{MODULE}/language", {"language": language, "page": page, **more})
    assert answer.status_code == 200
    return answer.text


def in_welsh(page: str) -> set[str]:
    """The texts, without tags, that are marked as Welsh."""
    found = re.findall(r'<(\w+)[^>]*\blang="cy"[^>]*>(.*?)</\1>', page, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", " ", text).split()) for _, text in found}


@pytest.mark.parametrize(("locale", "title"), [("cy", "Yr wythnos gyntaf"), ("en", "The first")])
def test_a_module_opens_in_the_language_of_the_lms(story: Story, locale: str, title: str) -> None:
    mentor = story.enter(f"from-{locale}", "mentor", locale=locale)
    assert title in mentor.get(MODULE).text


@pytest.mark.parametrize(
    ("page", "more", "path"),
    [
        ("module", {}, ""),
        ("section", {"section": "think"}, "/sections/think"),
        ("quiz", {}, "/quiz"),
        ("quiz_result", {}, "/quiz/result"),
        ("print_module", {}, "/print"),
    ],
)
def test_it_can_be_changed_on_every_page_and_one_stays_there(
    mentor: Person, page: str, more: dict[str, str], path: str
) -> None:
    if page == "quiz":
        mentor.post(f"{MODULE}/quiz")
    before = mentor.get(MODULE + path).text
    assert re.search(r'<button [^>]*name="language" value="cy">Cymraeg</button>', before)
    assert f'name="page" value="{page}"' in before

    after = chooses(mentor, "cy", page, **more)
    assert after.count("Yr wythnos gyntaf") >= 1
    assert re.search(r'<button [^>]*name="language" value="en-GB">English</button>', after)
    assert f'name="page" value="{page}"' in after


def test_the_choice_holds_on_every_device_and_after_a_new_launch(story: Story) -> None:
    first = story.enter("two-devices", "mentor", locale="en")
    second = story.enter("two-devices", "mentor", locale="en")
    chooses(first, "cy")

    assert "Yr wythnos gyntaf" in second.get(MODULE).text
    third = story.enter("two-devices", "mentor", locale="en", course="102")
    assert "Yr wythnos gyntaf" in third.get(MODULE).text
    chooses(second, "en-GB")
    assert "The first week" in third.get(MODULE).text


def test_the_tools_own_words_stay_english_and_the_modules_are_marked(mentor: Person) -> None:
    page = chooses(mentor, "cy", "section", section="start")
    marked = in_welsh(page)

    assert '<html lang="en-GB">' in page
    assert "Check my answers" in page
    assert {
        "Sut mae'n dechrau".replace("'", "&#39;"),
        "Dau lais",
        "Yr hyfforddai",
        "Gwylio gwers",
        "Swyddfa",
        "Cymraeg",
    } <= marked
    assert not any("Check my answers" in text or "Saved" in text for text in marked)


def test_in_english_nothing_is_marked_as_another_language(mentor: Person) -> None:
    page = mentor.get(f"{MODULE}/sections/start").text
    assert in_welsh(page) == {"Cymraeg"}
    assert set(re.findall(r'\blang="([^"]+)"', page)) == {"en-GB", "cy"}


def test_a_module_in_one_language_offers_no_choice(mentor: Person) -> None:
    page = mentor.get("/modules/west-london/entry-1").text
    assert 'name="language"' not in page


def test_captions_say_which_language_they_are_in(mentor: Person) -> None:
    page = chooses(mentor, "cy", "section", section="start")
    assert 'srclang="cy" label="Cymraeg" default' in page
    captions = re.search(r'<track[^>]*src="([^"]+)"', page)
    assert captions
    assert "Croeso" in mentor.browser.get(captions[1], buffered=True).text


def test_answers_given_in_one_language_stand_in_the_other(mentor: Person) -> None:
    mentor.post(f"{MODULE}/answers/jobs", {"revision": "0", "item-0": "0", "item-1": "0"})
    mentor.post(f"{MODULE}/answers/own-week", {"revision": "0", "text": LONG_ENOUGH})
    start = chooses(mentor, "cy", "section", section="start")
    think = mentor.get(f"{MODULE}/sections/think").text

    assert re.findall(r"<option [^>]*selected>([^<]+)<", start) == ["Mentor pwnc"] * 2
    assert 'It belongs to: <span lang="cy">Swyddfa</span>.' in start
    assert LONG_ENOUGH in think


@pytest.mark.parametrize("language", ["fr", "", "en", '"><script>'])
def test_what_is_not_offered_changes_nothing(mentor: Person, language: str) -> None:
    page = chooses(mentor, language, "section", section="start")
    assert "The first week" in page


@pytest.mark.parametrize("page", ["", "award", "https://evil.example", "section", "static"])
def test_the_way_back_is_always_a_page_of_the_module(mentor: Person, page: str) -> None:
    assert "Yr wythnos gyntaf" in chooses(mentor, "cy", page)


def test_two_versions_of_an_answer_are_compared_in_the_readers_language(mentor: Person) -> None:
    chooses(mentor, "cy")
    mentor.post(f"{MODULE}/answers/jobs", {"revision": "0", "item-0": "0", "item-1": "1"})
    page = mentor.post(f"{MODULE}/answers/jobs", {"revision": "0", "item-0": "1", "item-1": "1"})
    assert page.status_code == 409
    assert "Gwylio gwers: Swyddfa" in page.text
    assert "Gwylio gwers: Mentor pwnc" in page.text
