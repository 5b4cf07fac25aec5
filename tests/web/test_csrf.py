"""A post counts only with the token of its own launch."""

from __future__ import annotations

import pytest

from .story import AWARD, Person, Story, csrf_in

SIGN = f"/awards/{AWARD}/details"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def mentor(story: Story) -> Person:
    return story.mentor()


def token_of(person: Person) -> str:
    return csrf_in(person.get("/leave").text)


def send(story: Story, person: Person, **given: str) -> int:
    data = story.details("amara", "Amara Okafor") | given
    return person.browser.post(f"{person.root}{SIGN}", data=data).status_code


def test_with_its_token_a_form_is_taken(story: Story, mentor: Person) -> None:
    assert send(story, mentor, csrf_token=token_of(mentor)) == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 64, "x" * 100_000])
def test_without_it_nothing_happens(story: Story, mentor: Person, token: str) -> None:
    assert send(story, mentor, csrf_token=token, subject="Forged") == 400
    assert ("Subject", "Forged") not in story.page(mentor).details


def test_another_launch_of_the_same_person_has_another_token(story: Story, mentor: Person) -> None:
    other = story.enter("amara", "mentor", name="Amara Okafor")
    assert token_of(other) != token_of(mentor)
    assert send(story, mentor, csrf_token=token_of(other)) == 400


def test_a_script_may_send_it_in_a_header(story: Story, mentor: Person) -> None:
    answer = mentor.browser.post(
        f"{mentor.root}{SIGN}",
        data=story.details("amara", "Amara Okafor"),
        headers={"X-CSRF-Token": token_of(mentor)},
    )
    assert answer.status_code == 303


def test_the_refusal_says_what_to_do(mentor: Person) -> None:
    answer = mentor.browser.post(f"{mentor.root}{SIGN}", data={})
    assert "was open for too long" in answer.text
    assert "Open the page again" in answer.text
