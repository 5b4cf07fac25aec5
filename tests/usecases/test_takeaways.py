"""Sheets to print: whose they are, how often they are made, and what is told of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lti_tool.content.library import load_packs
from lti_tool.domain.seats import Role
from lti_tool.errors import NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.study import ModuleWork
from lti_tool.usecases import takeaways
from lti_tool.usecases.house import House
from lti_tool.usecases.shelf import Shelf
from lti_tool.usecases.visits import Visit

from ..content.packs import edited, write
from ..outbound.pdf_reading import text_of
from .learning import Learner
from .place import Place, rows

MODULE = "acme/basics"
SHEET = "agenda"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def house(house: House, packs: Path) -> House:
    """The house with a small pack, whose sheet says "For {{ office }}."."""
    return replace(house, library=load_packs([packs]))


def downloaded(house: House, visit: Visit) -> takeaways.PrintedTakeaway:
    return takeaways.download(house, visit, MODULE, SHEET)


def test_it_carries_the_name_and_the_words_of_the_visitors_provider(
    house: House, mentor: Visit
) -> None:
    theirs = replace(mentor, provider_name="Brent", variables={"office": "the Hub"})

    assert "For the office & its staff." in text_of(downloaded(house, mentor).content)
    text = text_of(downloaded(house, theirs).content)
    assert text.startswith("Brent Agenda")
    assert "For the Hub." in text


@pytest.mark.parametrize(("module", "sheet"), [(MODULE, "none"), ("acme/none", SHEET)])
def test_what_is_not_there_is_not_found(
    house: House, mentor: Visit, module: str, sheet: str
) -> None:
    with pytest.raises(NotFound):
        takeaways.download(house, mentor, module, sheet)
    assert rows(house, StatementRow) == []


def test_the_second_download_costs_no_rendering(
    house: House, mentor: Visit, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = downloaded(house, mentor)

    monkeypatch.setattr("sys.executable", "/there/is/no/such/program")
    assert downloaded(house, place.visit(Role.TUTOR)) == first


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Agenda: week 1/2?", "Agenda week 1 2.pdf"),
        ("A. B.", "A. B.pdf"),
        ("Ein Gespräch führen", "Ein Gespräch führen.pdf"),
        ("...", "Sheet.pdf"),
        ("w" * 200, "w" * 80 + ".pdf"),
    ],
)
def test_its_file_is_called_as_the_sheet_is_as_far_as_every_system_can(
    house: House, mentor: Visit, tmp_path: Path, title: str, name: str
) -> None:
    files = edited("acme/basics/takeaways/agenda.md", "title: Agenda", f'title: "{title}"')
    other = replace(house, library=load_packs([write(tmp_path, files)]))

    assert downloaded(other, mentor).file_name == name


# --- What is told -----------------------------------------------------------------------------


def test_a_mentors_first_download_is_told_and_begins_the_module(
    house: House, mentor: Visit
) -> None:
    learner = Learner(house, mentor, MODULE)

    for _ in range(2):
        downloaded(house, mentor)

    (statement,) = learner.told("downloaded")
    assert statement["object"]["id"].endswith("/xapi/activities/takeaway/acme/basics/agenda")
    assert statement["object"]["definition"]["name"] == {"en-GB": "Agenda"}
    assert len(learner.told("initialized")) == 1


def test_downloading_again_writes_nothing(house: House, mentor: Visit) -> None:
    downloaded(house, mentor)
    (before,) = rows(house, ModuleWork)

    house.units.clock.moves(days=1)  # type: ignore[attr-defined]  # the tests' own clock
    downloaded(house, mentor)
    (after,) = rows(house, ModuleWork)
    assert after.last_at == before.last_at


@pytest.mark.parametrize("role", [Role.TUTOR, Role.OFFICE])
def test_staff_get_the_sheet_and_leave_no_trace(house: House, place: Place, role: Role) -> None:
    assert downloaded(house, place.visit(role)).content.startswith(b"%PDF")

    assert rows(house, StatementRow) == []
    assert rows(house, ModuleWork) == []


# --- The shelf --------------------------------------------------------------------------------


class Press:
    """Makes ten bytes of anything, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def of(self, digest: str) -> Callable[[], bytes]:
        def make() -> bytes:
            self.made.append(digest)
            return digest.encode() * 10

        return make


def test_a_shelf_keeps_what_was_made() -> None:
    shelf, press = Shelf(), Press()

    assert {shelf.get("a", press.of("a")) for _ in range(3)} == {b"a" * 10}
    assert press.made == ["a"]


def test_a_full_shelf_gives_up_what_was_asked_for_longest_ago() -> None:
    shelf, press = Shelf(most=20), Press()

    for digest in ("a", "b", "a", "c", "a", "b"):
        shelf.get(digest, press.of(digest))
    assert press.made == ["a", "b", "c", "b"]


def test_what_is_larger_than_the_shelf_is_made_and_not_kept() -> None:
    shelf = Shelf(most=5)

    assert shelf.get("a", lambda: b"x" * 10) == b"x" * 10
    assert shelf.get("b", lambda: b"y") == b"y"
    assert shelf.get("b", lambda: b"z") == b"y"


def test_what_could_not_be_made_is_tried_again() -> None:
    shelf = Shelf()

    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: bytes(1 // 0))
    assert shelf.get("a", lambda: b"A") == b"A"


def test_a_flood_of_requests_makes_one_sheet_at_a_time_and_each_once() -> None:
    shelf, at_once, made = Shelf(), [0], []

    def slowly(digest: str) -> bytes:
        at_once[0] += 1
        assert at_once[0] == 1
        time.sleep(0.02)
        made.append(digest)
        at_once[0] -= 1
        return digest.encode()

    def ask(digest: str) -> None:
        assert shelf.get(digest, lambda: slowly(digest)) == digest.encode()

    asking = [threading.Thread(target=ask, args=(digest,)) for digest in "abab" * 5]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sorted(made) == ["a", "b"]


# --- Without an LMS ---------------------------------------------------------------------------


def test_all_sheets_can_be_made_at_once(house: House) -> None:
    made = dict(takeaways.all_takeaways(house.library, "Brent", {"office": "the Hub"}))

    assert [str(file) for file in made] == ["acme/basics/agenda.pdf"]
    (content,) = made.values()
    assert "For the Hub." in text_of(content)
