"""One module in two languages: what is done in one of them is done in the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lti_tool.config import data_folder
from lti_tool.content.library import Library, load_packs
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.people import Person
from lti_tool.persistence.study import BlockAnswer, ModuleWork, QuizAttempt
from lti_tool.usecases import reading
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from .. import bilingual
from ..bilingual import MODULE_ID
from .learning import LONG_ENOUGH, Learner
from .place import Place, rows


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made: Path = bilingual.write(tmp_path_factory.mktemp("packs"))
    return load_packs([data_folder("modules"), made])


@pytest.fixture
def english(house: House, mentor: Visit) -> Learner:
    return Learner(house, replace(mentor, language="en"), MODULE_ID)


@pytest.fixture
def welsh(house: House, mentor: Visit) -> Learner:
    """The same person, who reads in Welsh."""
    return Learner(house, replace(mentor, language="cy-GB"), MODULE_ID)


def test_each_reads_in_their_own_language(english: Learner, welsh: Learner) -> None:
    assert english.opens("start").section.title == "How it starts"
    assert welsh.opens("start").section.title == "Sut mae'n dechrau"
    assert welsh.contents().module.title == "Yr wythnos gyntaf"


def test_a_module_without_that_language_is_read_as_it_was_written(welsh: Learner) -> None:
    other = Learner(welsh.house, welsh.visit, "west-london/entry-1")
    assert other.contents().module.language == "en-GB"


def test_what_was_sorted_in_one_language_is_sorted_in_the_other(
    english: Learner, welsh: Learner
) -> None:
    english.answers("jobs", {"placed": {"0": "Mentor", "1": "Mentor"}})
    saved = welsh.opens("start").answers["jobs"]

    assert (saved.done, saved.correct) == (True, False)
    assert saved.response == {"placed": {"0": 0, "1": 0}}
    again = welsh.answers("jobs", {"placed": {"0": "Mentor pwnc", "1": "Swyddfa"}}, revision=1)
    assert english.opens("start").answers["jobs"].correct is again.correct is True


def test_the_same_answer_from_another_language_is_no_other_version(
    english: Learner, welsh: Learner
) -> None:
    english.answers("jobs", {"placed": {"0": "Mentor", "1": "Office"}})
    repeated = welsh.answers("jobs", {"placed": {"0": "Mentor pwnc", "1": "Swyddfa"}})
    assert repeated.revision == 1


def test_an_answer_kept_by_the_bins_names_is_still_read(english: Learner) -> None:
    english.answers("jobs", {"placed": {"0": "Mentor", "1": "Office"}})
    with english.house.units.writing() as unit:
        key = (english.visit.person_id, MODULE_ID, "jobs")
        row = unit.session.get_one(BlockAnswer, key)
        row.response = {"placed": {"0": "Mentor", "1": "Office"}}

    saved = english.opens("start").answers["jobs"]
    assert (saved.correct, saved.response) == (True, {"placed": {"0": 0, "1": 1}})
    assert english.answers("jobs", {"placed": {"0": 0, "1": 1}}).revision == 1


def test_a_module_is_completed_once_whatever_it_was_read_in(
    house: House, english: Learner, welsh: Learner
) -> None:
    english.does(english.module.section("start"))
    welsh.does(welsh.module.section("think"))
    here, there = english.contents().progress, welsh.contents().progress
    assert (here.parts_done, here.score) == (there.parts_done, there.score)
    assert here.parts_done == 4
    attempt = english.starts_quiz()
    welsh.submits(welsh.starts_quiz(), english.right(attempt))
    welsh.finishes("check")

    assert english.contents().completed_at is not None
    assert welsh.contents().progress.complete
    assert len(rows(house, ModuleWork)) == len(rows(house, QuizAttempt)) == 1


def test_statements_say_which_language_was_read(english: Learner, welsh: Learner) -> None:
    english.answers("first", {"option": 0})
    welsh.answers("jobs", {"placed": {"0": 0, "1": 1}})
    first, second = english.told("answered")

    assert first["context"]["language"] == "en-GB"
    assert second["context"]["language"] == "cy"
    definition = second["object"]["definition"]
    assert definition["description"] == {"cy": "Pwy sy'n ei wneud?"}
    assert definition["target"][1]["description"] == {"cy": "Swyddfa"}
    assert second["result"]["response"] == "item-1[.]bin-1[,]item-2[.]bin-2"
    assert second["context"]["registration"] == first["context"]["registration"]


def test_what_was_written_stays_as_it_was_written(english: Learner, welsh: Learner) -> None:
    english.answers("own-week", {"text": LONG_ENOUGH})
    assert welsh.opens("think").answers["own-week"].response == {"text": LONG_ENOUGH}


# --- Choosing --------------------------------------------------------------------------------


def test_a_choice_is_kept_for_the_person(house: House, mentor: Visit) -> None:
    reading.choose_language(house, mentor, MODULE_ID, "cy")
    (person,) = rows(house, Person, id=mentor.person_id)
    assert person.reading_language == "cy"


@pytest.mark.parametrize("tag", ["fr", "", "en", "CY", "x" * 100])
def test_only_what_the_module_offers_can_be_chosen(house: House, mentor: Visit, tag: str) -> None:
    with pytest.raises(InvalidInput):
        reading.choose_language(house, mentor, MODULE_ID, tag)
    (person,) = rows(house, Person, id=mentor.person_id)
    assert person.reading_language is None


def test_nobody_else_reads_otherwise_for_it(house: House, place: Place, mentor: Visit) -> None:
    other = place.visit(*mentor.roles, name="Bo Example")
    reading.choose_language(house, mentor, MODULE_ID, "cy")
    (person,) = rows(house, Person, id=other.person_id)
    assert person.reading_language is None


def test_files_come_in_the_readers_language(english: Learner, welsh: Learner) -> None:
    theirs = reading.media_file(english.house, english.visit, MODULE_ID, "welcome.vtt")
    ours = reading.media_file(welsh.house, welsh.visit, MODULE_ID, "welcome.vtt")
    assert "Welcome" in theirs.path.read_text()
    assert "Croeso" in ours.path.read_text()
    with pytest.raises(NotFound):
        reading.media_file(english.house, english.visit, MODULE_ID, "quiz.yaml")
