"""Earlier versions of a scheme stand beside it, whole, and are found by their version."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content.check import check_packs
from lti_tool.content.library import Library, load_packs
from lti_tool.errors import ContentError, NotFound

from .packs import GOOD, SCHEME, write

NOW = SCHEME.replace('version: "1.0"', 'version: "2.0"', 1)
BEFORE = "acme/earlier/1.0.yaml"
FILES = {**GOOD, "acme/scheme.yaml": NOW, BEFORE: SCHEME}


def library(tmp_path: Path, before: str = SCHEME) -> Library:
    return load_packs([write(tmp_path, {**FILES, BEFORE: before})])


def mistakes(tmp_path: Path, files: dict[str, str]) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_packs([write(tmp_path, files)])
    return [str(mistake) for mistake in caught.value.mistakes]


def test_an_award_is_the_current_one_unless_a_version_is_asked_for(tmp_path: Path) -> None:
    found = library(tmp_path, SCHEME.replace("title: First\n", "title: As it was\n", 1))

    assert found.award("acme/first").title == "First"
    assert found.award("acme/first", "2.0").title == "First"
    assert found.award("acme/first", "1.0").title == "As it was"
    assert found.scheme_of("acme/first", "1.0").version == "1.0"
    assert [award.scheme_version for award in found.versions("acme/first")] == ["2.0", "1.0"]


def test_a_version_that_the_packs_do_not_have_is_not_guessed(tmp_path: Path) -> None:
    found = library(tmp_path)

    assert not found.has_version("acme/first", "0.9")
    with pytest.raises(NotFound):
        found.award("acme/first", "0.9")


def test_earlier_versions_are_not_on_offer(tmp_path: Path) -> None:
    assert [scheme.version for scheme in library(tmp_path).schemes] == ["2.0"]


def test_an_award_may_be_younger_than_an_earlier_version(tmp_path: Path) -> None:
    start = NOW.index("  - id: acme/first")
    second = NOW[start:].replace("acme/first", "acme/second").replace("FIRST", "SECOND")

    found = load_packs([write(tmp_path, {**FILES, "acme/scheme.yaml": NOW + second})])

    assert found.award("acme/second").scheme_version == "2.0"
    assert len(found.versions("acme/second")) == 1


# the file's text, and what is said about it
MISTAKES = [
    (SCHEME.replace('"1.0"', '"1.1"', 1), "3: the file is called `1.0.yaml`"),
    (SCHEME.replace("acme/first", "acme/fist"), "no award `acme/fist` any more"),
    (SCHEME.replace("id: acme\n", "id: acne\n", 1), "1: the folder is called `acme`"),
    (SCHEME.replace("acme/basics", "acme/bassics"), "there is no module `acme/bassics`"),
    (SCHEME.replace("seats: [pcm, office]", "seats: [panel]"), "sits in the seat `panel`"),
]


@pytest.mark.parametrize(("before", "said"), MISTAKES)
def test_an_earlier_version_is_checked_as_the_current_one(
    tmp_path: Path, before: str, said: str
) -> None:
    found = mistakes(tmp_path, {**FILES, BEFORE: before})

    assert any(said in one and one.startswith(f"{BEFORE}:") for one in found), found
    assert all(one.startswith(f"{BEFORE}:") for one in found)


def test_what_an_earlier_version_asks_to_be_held_must_be_there(tmp_path: Path) -> None:
    asked = "          - award: [acme/gone]\n            words: Gone is held\n"
    before = SCHEME.replace("          - audit: look\n", asked + "          - audit: look\n", 1)

    (said,) = mistakes(tmp_path, {**FILES, BEFORE: before})

    assert said.startswith(f"{BEFORE}:")
    assert "no pack here has the award `acme/gone`" in said


def test_the_current_version_does_not_stand_among_the_earlier_ones(tmp_path: Path) -> None:
    (said,) = mistakes(tmp_path, {**GOOD, BEFORE: SCHEME})

    assert "scheme.yaml has the version `1.0` as well" in said


def test_only_versions_stand_in_the_folder(tmp_path: Path) -> None:
    (said,) = mistakes(tmp_path, {**FILES, "acme/earlier/notes.txt": "Hm."})

    assert said.startswith("acme/earlier/notes.txt:1: a version stands in a file such as")


def test_versions_need_a_scheme_of_which_they_are_versions(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "acme/scheme.yaml"}

    (said,) = mistakes(tmp_path, files)

    assert said.startswith("acme/earlier:1: there is no scheme.yaml")


def test_the_check_names_mistakes_in_earlier_versions(tmp_path: Path) -> None:
    wrong = SCHEME.replace("approver: pcm", "approver: mentor")

    report = check_packs([write(tmp_path, {**FILES, BEFORE: wrong}) / "acme"])

    assert [mistake.file for mistake in report.mistakes] == [BEFORE]


def test_a_version_can_be_the_name_of_a_file(tmp_path: Path) -> None:
    odd = SCHEME.replace('version: "1.0"', 'version: "1/0"', 1)

    (said,) = mistakes(tmp_path, {**GOOD, "acme/scheme.yaml": odd})

    assert said.startswith("acme/scheme.yaml:3:")
    assert "a version such as 2026.1" in said
