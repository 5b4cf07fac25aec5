"""The whole portfolio to keep: asked for once, made by the worker, for its owner alone."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from lti_tool.content.library import Library, load_packs
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.portfolio import PortfolioExport
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases import housekeeping, portfolio_exports
from lti_tool.usecases.deliver import Couriers, deliver_due
from lti_tool.usecases.house import House

from ..evidence_pack import pdf, written
from .place import BASE_URL, MODULES, SECRET, Place, StillClock, rows
from .portfolios import Shower, room_in, upload


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([MODULES, written(tmp_path_factory.mktemp("packs"))])


@pytest.fixture
def house(engine: Engine, library: Library, clock: StillClock, tmp_path: Path) -> House:
    files = room_in(tmp_path, largest=100_000, most=1_000_000)
    return House(Units(engine, clock), library, BASE_URL, SECRET, files=files)


@pytest.fixture
def shower(house: House, place: Place, clock: StillClock) -> Shower:
    return Shower(house, place, clock)


def delivers(house: House) -> None:
    """The worker's round; nothing that a portfolio needs leaves the house."""
    with HttpDoor() as door:

        def nobody(*_: object) -> str:
            raise AssertionError("no token is needed")

        deliver_due(house, Couriers(door, AccessTokens(door, nobody), None, None))


def fetched(shower: Shower, export_id: str) -> bytes:
    with portfolio_exports.download(shower.house, shower.visit, export_id).stream as stream:
        return stream.read()


def test_a_zip_has_every_file_and_says_how_far_it_is(shower: Shower) -> None:
    shower.adds("file", title="Plan", upload=upload("plan.pdf"), about=("ST1.1",))
    shower.adds("file", title="Photo", upload=upload("photo.pdf"), about=())
    shower.adds("conversation", title="=Talk")
    shower.writes("Because I make time.")
    export_id = portfolio_exports.ask(shower.house, shower.visit, "zip")
    before = portfolio_exports.export_of(shower.house, shower.visit, export_id)
    assert (before.ready, before.done) == (False, 0)
    with pytest.raises(NotFound):
        fetched(shower, export_id)
    delivers(shower.house)
    after = portfolio_exports.export_of(shower.house, shower.visit, export_id)
    assert (after.ready, after.done, after.parts) == (True, 3, 3)
    archive = zipfile.ZipFile(io.BytesIO(fetched(shower, export_id)))
    assert archive.namelist()[3:] == ["files/ST1/001 plan.pdf", "files/no standard/002 photo.pdf"]
    assert archive.read("files/ST1/001 plan.pdf") == pdf("plan.pdf")
    assert archive.read("portfolio.pdf").startswith(b"%PDF")
    assert b"'=Talk" in archive.read("index.csv")
    assert b"Because I make time." in archive.read("data.json")


def test_a_pdf_is_made_once_however_often_it_is_asked_for(shower: Shower) -> None:
    first = portfolio_exports.ask(shower.house, shower.visit, "pdf")
    assert portfolio_exports.ask(shower.house, shower.visit, "pdf") == first
    assert len(rows(shower.house, OutboxMessage, kind="portfolio")) == 1
    delivers(shower.house)
    assert fetched(shower, first).startswith(b"%PDF")
    shower.clock.moves(minutes=1)
    again = portfolio_exports.ask(shower.house, shower.visit, "pdf")
    assert again != first
    (newest,) = portfolio_exports.exports_of(shower.house, shower.visit)
    assert newest.id == again


def test_nobody_else_fetches_it(shower: Shower, place: Place) -> None:
    export_id = portfolio_exports.ask(shower.house, shower.visit, "pdf")
    delivers(shower.house)
    other = place.mentor()
    for reach in (portfolio_exports.export_of, portfolio_exports.download):
        with pytest.raises(NotFound):
            reach(shower.house, other, export_id)


def test_there_are_two_kinds_and_no_others(shower: Shower) -> None:
    with pytest.raises(InvalidInput):
        portfolio_exports.ask(shower.house, shower.visit, "exe")


def test_one_that_is_late_is_said_to_be_and_can_be_asked_for_again(shower: Shower) -> None:
    first = portfolio_exports.ask(shower.house, shower.visit, "pdf")
    shower.clock.moves(minutes=11)
    assert portfolio_exports.export_of(shower.house, shower.visit, first).late
    assert portfolio_exports.ask(shower.house, shower.visit, "pdf") != first


def test_after_a_week_it_is_tidied_away_with_its_file(shower: Shower) -> None:
    export_id = portfolio_exports.ask(shower.house, shower.visit, "pdf")
    delivers(shower.house)
    store = shower.house.files
    assert store is not None
    everything = timedelta(seconds=-1)
    housekeeping.tidy_files(shower.house, older_than=everything)
    assert fetched(shower, export_id).startswith(b"%PDF")
    shower.clock.moves(days=8)
    housekeeping.tidy(shower.house)
    housekeeping.tidy_files(shower.house, older_than=everything)
    assert rows(shower.house, PortfolioExport) == []
    assert list(store.store.kept_before(2.0**40)) == []
