"""Evidence: once here, it counts in every award that asks for it; what is signed is protected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from lti_tool.content.library import Library, load_packs
from lti_tool.domain.facts import EvidenceAdded, EvidenceChanged, EvidenceRemoved
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.portfolio import PortfolioFile, PortfolioItem
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases import awards, housekeeping, portfolio
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_pages import item_page, portfolio_page
from lti_tool.usecases.portfolio_signed import SignaturesWouldFall, knowing
from lti_tool.usecases.portfolio_views import ItemView

from ..evidence_pack import OTHER, pdf, written
from .place import BASE_URL, MODULES, SECRET, Place, StillClock, rows
from .portfolios import OWN, Shower, room_in, typed, upload

AT_ONCE = timedelta(seconds=-1)
"""Older than this is everything: the store's days are the disk's, not the still clock's."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([MODULES, written(tmp_path_factory.mktemp("packs"))])


@pytest.fixture
def house(engine: Engine, library: Library, clock: StillClock, tmp_path: Path) -> House:
    units = Units(engine, clock)
    return House(units, library, BASE_URL, SECRET, files=room_in(tmp_path))


@pytest.fixture
def shower(house: House, place: Place, clock: StillClock) -> Shower:
    return Shower(house, place, clock)


def items(shower: Shower, about: str = "") -> tuple[ItemView, ...]:
    return portfolio_page(shower.house, shower.visit, about).items


def titles(shower: Shower) -> list[str]:
    return [item.title for item in items(shower)]


@pytest.mark.parametrize("kind", sorted(OWN))
def test_every_kind_is_kept_with_all_that_it_says(shower: Shower, kind: str) -> None:
    shower.adds(kind)
    (item,) = items(shower)
    assert (item.form.kind, item.title, item.shows) == (kind, "A plan", "That I make time.")
    assert item.own == OWN[kind]
    assert (item.file is not None) is (kind == "file")
    assert item.about == ("ST1.1",)
    assert len(shower.facts(EvidenceAdded)) == 1


def test_evidence_counts_in_every_award_that_asks_for_its_standard(shower: Shower) -> None:
    shower.enters_the_other()
    shower.adds(about=("ST1.4",))
    other = awards.my_award(shower.house, shower.visit, OTHER)
    assert other is not None
    assert [row.met for row in other.rows] == [True, False]
    assert shower.met() == set()
    shower.adds(about=("ST1",))
    shower.writes()
    assert shower.met() == {"SHOW.1"}
    (first, _) = items(shower)
    assert first.counts_for == (
        "Showing: Personal qualities shown",
        "Other: The same standard",
    )


def test_a_standard_says_how_many_pieces_there_are_of_how_many(shower: Shower) -> None:
    shower.adds(about=("ST1.2", "ST2"))
    (row,) = portfolio_page(shower.house, shower.visit).rows
    assert (row.pieces, row.rationale_written, row.met) == ("1 of 2 pieces", False, False)
    shower.adds(about=("ST3",))
    assert [item.about for item in items(shower, "ST2")] == [("ST1.2", "ST2")]


@pytest.mark.parametrize(
    ("kind", "changes", "wrong"),
    [
        ("place", {"title": " "}, {"title"}),
        ("place", {"title": "x" * 151, "shows": ""}, {"title", "shows"}),
        ("place", {"about_day": None}, {"about_day"}),
        ("place", {"about_day": StillClock().today() + timedelta(days=1)}, {"about_day"}),
        ("place", {"about": ("ST1", "ENTRY.3")}, {"about"}),
        ("place", {"own": {"where": ""}}, {"where"}),
        ("link", {"own": {"address": "javascript:alert(1)"}}, {"address"}),
        ("link", {"own": {"address": "https://a b"}}, {"address"}),
        ("conversation", {"own": {"with_whom": "", "agreed": ""}}, {"with_whom", "agreed"}),
    ],
)
def test_what_is_missing_or_made_up_is_named_field_by_field(
    shower: Shower, kind: str, changes: dict[str, Any], wrong: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        shower.adds(kind, **changes)
    assert set(refused.value.fields) == wrong
    assert rows(shower.house, PortfolioItem) == []


def test_rows_of_awards_that_one_is_in_can_be_ticked(shower: Shower) -> None:
    shower.adds(about=("SHOW.2",))
    with pytest.raises(InvalidInput):
        shower.adds(about=("OTHER.2",))
    shower.enters_the_other()
    shower.adds(about=("OTHER.2",))
    assert len(items(shower)) == 2


def test_a_double_click_adds_it_once(shower: Shower) -> None:
    ids = {
        portfolio.add_item(shower.house, shower.visit, "place", typed(), write_id="w1")
        for _ in range(2)
    }
    assert len(ids) == len(items(shower)) == 1


def test_a_change_makes_a_new_fact_and_the_same_again_makes_none(shower: Shower) -> None:
    item_id = shower.adds()
    shower.changes(item_id, about=("ST2",))
    shower.changes(item_id, about=("ST2",), revision=2)
    (fact,) = shower.facts(EvidenceChanged)
    assert fact.body["about"] == ["ST2"]
    assert titles(shower) == ["Another title"]


def test_an_older_form_does_not_overwrite_a_newer_one(shower: Shower) -> None:
    item_id = shower.adds()
    shower.changes(item_id, title="From the other window")
    with pytest.raises(portfolio.StaleItem):
        shower.changes(item_id, title="From this one")
    assert titles(shower) == ["From the other window"]


def test_the_order_is_the_mentors_and_changes_no_fact(shower: Shower) -> None:
    for title in "ABC":
        shower.adds(title=title)
    last = items(shower)[2].id
    before = len(shower.facts(EvidenceAdded, EvidenceChanged))
    for _ in range(3):
        portfolio.move_item(shower.house, shower.visit, last, up=True)
    assert titles(shower) == ["C", "A", "B"]
    portfolio.move_item(shower.house, shower.visit, last, up=False)
    assert titles(shower) == ["A", "C", "B"]
    assert len(shower.facts(EvidenceAdded, EvidenceChanged)) == before


def test_what_is_taken_out_counts_no_more_until_it_is_put_back(shower: Shower) -> None:
    item_id = shower.adds()
    shower.adds()
    shower.writes()
    since = next(row.since for row in shower.page.rows)
    shower.clock.moves(days=3)
    portfolio.remove_item(shower.house, shower.visit, item_id)
    shower.clock.moves(minutes=1)
    assert (shower.met(), len(items(shower))) == (set(), 1)
    (removed,) = portfolio_page(shower.house, shower.visit).removed
    portfolio.put_back(shower.house, shower.visit, removed.id)
    shower.clock.moves(minutes=1)
    assert shower.met() == {"SHOW.1"}
    assert next(row.since for row in shower.page.rows) == since
    assert len(shower.facts(EvidenceRemoved)) == 1
    portfolio.remove_item(shower.house, shower.visit, item_id)
    assert len(items(shower)) == 1


def test_after_thirty_days_what_was_taken_out_is_deleted_with_its_file(shower: Shower) -> None:
    item_id = shower.adds("file")
    portfolio.remove_item(shower.house, shower.visit, item_id)
    shower.clock.moves(days=29)
    housekeeping.tidy(shower.house)
    assert len(rows(shower.house, PortfolioFile)) == 1
    shower.clock.moves(days=2)
    housekeeping.tidy(shower.house)
    assert rows(shower.house, PortfolioFile) == []
    with pytest.raises(NotFound):
        portfolio.put_back(shower.house, shower.visit, item_id)


def test_nobody_reaches_somebody_elses_evidence(shower: Shower, place: Place) -> None:
    item_id, other = shower.adds(), place.mentor()
    for attempt in (
        lambda: item_page(shower.house, other, item_id),
        lambda: portfolio.change_item(shower.house, other, item_id, typed(), revision=1),
        lambda: portfolio.remove_item(shower.house, other, item_id),
        lambda: portfolio.put_back(shower.house, other, item_id),
        lambda: portfolio.move_item(shower.house, other, item_id, up=True),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert portfolio_page(shower.house, other).items == ()


# --- What has been signed ---------------------------------------


def test_a_signed_item_is_changed_only_by_who_was_told_which_signatures_fall(
    shower: Shower,
) -> None:
    first = shower.signs()
    falling = item_page(shower.house, shower.visit, first).falling
    assert [(one.title, one.name_typed) for one in falling] == [
        ("Mentor's signature", "Ada Example"),
        ("Tutor's signature", "T. Lewis"),
    ]
    with pytest.raises(SignaturesWouldFall) as refused:
        shower.changes(first)
    assert refused.value.falling == falling
    assert (len(shower.standing), titles(shower)) == (2, ["First", "Second"])
    shower.changes(first, told=knowing(falling))
    assert (shower.standing, titles(shower)) == ([], ["Another title", "Second"])


def test_knowing_of_one_signature_is_not_knowing_of_both(shower: Shower) -> None:
    first = shower.signs()
    falling = item_page(shower.house, shower.visit, first).falling
    with pytest.raises(SignaturesWouldFall):
        portfolio.remove_item(shower.house, shower.visit, first, told=knowing(falling[:1]))
    assert len(shower.standing) == 2


def test_what_does_not_count_in_a_signed_record_is_free(shower: Shower) -> None:
    shower.signs()
    third = shower.adds(title="Third")
    assert item_page(shower.house, shower.visit, third).falling == ()
    shower.changes(third, title="Third, better")
    portfolio.remove_item(shower.house, shower.visit, third)
    assert len(shower.standing) == 2


def test_putting_something_back_may_undo_signatures_as_well(shower: Shower) -> None:
    earlier = shower.adds(title="Earlier")
    portfolio.remove_item(shower.house, shower.visit, earlier)
    shower.clock.moves(minutes=1)
    shower.signs()
    with pytest.raises(SignaturesWouldFall) as refused:
        portfolio.put_back(shower.house, shower.visit, earlier)
    portfolio.put_back(shower.house, shower.visit, earlier, told=knowing(refused.value.falling))
    shower.clock.moves(minutes=1)
    assert shower.standing == []


def test_a_rationale_that_was_signed_is_protected_too(shower: Shower) -> None:
    shower.signs()
    shower.writes("Because.")
    assert len(shower.standing) == 2
    with pytest.raises(SignaturesWouldFall) as refused:
        shower.writes("For another reason.")
    assert len(shower.standing) == 2
    shower.writes("For another reason.", told=knowing(refused.value.falling))
    assert shower.standing == []


def test_what_a_certificate_rests_on_stays_as_it_is(shower: Shower) -> None:
    first = shower.is_certified()
    with pytest.raises(Conflict, match="certificate"):
        shower.changes(first)
    with pytest.raises(Conflict, match="certificate"):
        portfolio.remove_item(shower.house, shower.visit, first, told="x")
    with pytest.raises(Conflict, match="certificate"):
        shower.writes("Otherwise.")
    assert len(shower.standing) == 2
    shower.adds(title="Something new")
    assert len(shower.standing) == 2


def test_what_a_certificate_rests_on_can_be_tagged_for_other_awards(shower: Shower) -> None:
    first = shower.is_certified()
    page = item_page(shower.house, shower.visit, first)
    assert "certificate" in page.closed
    shower.changes(first, title="First", about=("ST1.1", "ST4"))
    assert len(shower.standing) == 2
    assert shower.page.certificate is not None
    with pytest.raises(Conflict, match="certificate"):
        shower.changes(first, title="First", about=("ST4",), revision=2)
    assert items(shower)[0].about == ("ST1.1", "ST4")


# --- Files ------------------------------------------------------


def kept(shower: Shower) -> set[str]:
    assert shower.house.files is not None
    return set(shower.house.files.store.kept_before(2.0**40))


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (upload("virus.exe"), "kind"),
        (upload("page.html", b"<html>"), "kind"),
        (upload("no-ending"), "kind"),
        (upload("plan.docm"), "kind"),
        (upload("plan.pdf", b"MZ\x90\x00"), "what its name says"),
        (upload("plan.docx"), "what its name says"),
        (upload("empty.pdf", b""), "empty"),
        (upload("large.pdf", pdf("x" * 1000)), "at most"),
        (None, "choose the file"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_nothing_behind(
    shower: Shower, sent: Any, word: str
) -> None:
    with pytest.raises(InvalidInput, match=word) as refused:
        portfolio.add_item(shower.house, shower.visit, "file", typed("file"), upload=sent)
    assert set(refused.value.fields) == {"file"}
    assert (kept(shower), rows(shower.house, PortfolioItem)) == (set(), [])


def test_a_portfolio_holds_only_so_much(shower: Shower) -> None:
    for number in range(2):
        shower.adds("file", upload=upload(f"{number}.pdf", pdf(f"{number}" * 950)))
    with pytest.raises(InvalidInput, match="is the most"):
        shower.adds("file", upload=upload("3.pdf", pdf("3" * 950)))
    assert len(items(shower)) == 2


def test_an_exchanged_file_goes_when_nothing_names_it_any_more(shower: Shower) -> None:
    item_id, same = shower.adds("file"), shower.adds("file")
    before = kept(shower)
    assert len(before) == 1
    for one in (item_id, same):
        portfolio.change_item(
            shower.house,
            shower.visit,
            one,
            typed("file"),
            revision=1,
            upload=upload("other.pdf", pdf("other")),
        )
        shower.clock.moves(minutes=1)
        housekeeping.tidy_files(shower.house, older_than=AT_ONCE)
        assert len(kept(shower)) == (2 if one == item_id else 1)
    assert not before & kept(shower)


def test_a_broom_leaves_a_file_that_is_just_being_handed_in(shower: Shower) -> None:
    assert shower.house.files is not None
    shower.house.files.store.keep(upload().stream)
    housekeeping.tidy_files(shower.house)
    assert len(kept(shower)) == 1
    housekeeping.tidy_files(shower.house, older_than=AT_ONCE)
    assert kept(shower) == set()


# --- What is told -----------------------------------------------


def test_the_record_store_hears_of_kinds_and_standards_and_of_no_words(shower: Shower) -> None:
    item_id = shower.adds("conversation", title="With Mrs Smith", about=("ST1.1", "ST2"))
    shower.changes(item_id, kind="conversation", title="With my PCM")
    portfolio.remove_item(shower.house, shower.visit, item_id)
    shower.clock.moves(minutes=1)
    portfolio.put_back(shower.house, shower.visit, item_id)
    shower.writes("Smith says that I am good.")
    bodies = [row.body for row in rows(shower.house, StatementRow)]
    told = [one for one in bodies if "/activities/evidence/" in one["object"]["id"]]
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in told]
    assert verbs == ["attach", "update", "retract", "attach"]
    assert told[2]["context"]["statement"]["id"] == told[0]["id"]
    assert len({one["id"] for one in told}) == 4
    others = told[0]["context"]["contextActivities"]["other"]
    assert [one["id"].rpartition("/")[2] for one in others] == ["ST1.1", "ST2"]
    assert "Smith" not in str(bodies)
    assert any("/activities/standard/ST1" in one["object"]["id"] for one in bodies)
