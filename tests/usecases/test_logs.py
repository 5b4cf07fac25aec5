"""A log: drafts that two windows do not overwrite, signing off, and what a correction does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lti_tool.domain.facts import Logged, Voided, Withdrawn
from lti_tool.domain.logs import entry_digest
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.logs import LogEntry, LogVersion
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import awards, log_signing, logs
from lti_tool.usecases.house import House
from lti_tool.usecases.log_checks import Typed
from lti_tool.usecases.log_entries import StaleEntry
from lti_tool.usecases.log_views import EntryPage
from lti_tool.usecases.portfolio_signed import SignaturesWouldFall
from lti_tool.usecases.visits import Visit

from .award_fixtures import launch
from .journeying import VALUES
from .leading import LEAD, MEETING, OBSERVATION, Lead
from .place import Place, StillClock, rows
from .racing import at_once


@pytest.fixture
def lead(house: House, place: Place, clock: StillClock) -> Lead:
    return Lead(house, place, clock).begins()


@pytest.fixture
def other(house: House, place: Place) -> Visit:
    """Another lead mentor of the same course."""
    visit = launch(house, place, Role.MENTOR, name="Olu Other", email="olu@uni.example")
    values = {**VALUES, "email": "olu@home.example", "school_year": "2026/27"}
    awards.enrol(house, visit, LEAD, values, consent=True)
    return visit


def facts(house: House, kind: type) -> list[FactRow]:
    return [row for row in rows(house, FactRow, kind=kind.__name__) if isinstance(row, FactRow)]


def drafts(lead: Lead, entry_id: str, revision: int, window: str = "one", **other: Any) -> int:
    typed = Typed(lead.typed(**other), revision, window)
    return logs.keep_draft(lead.house, lead.mentor, LEAD, MEETING, entry_id, typed)


# --- Drafts -------------------------------------------------------------------------------------


def test_a_new_entry_begins_with_today_and_the_length_that_is_expected(lead: Lead) -> None:
    page = lead.entry(lead.begins_entry())
    assert dict(page.values) == {"on": "2026-11-20", "minutes": "60"}
    assert (page.is_draft, page.version) == (True, None)


def test_an_untouched_entry_is_used_first(lead: Lead) -> None:
    entry = lead.begins_entry()
    assert lead.begins_entry() == entry
    drafts(lead, entry, 0)
    assert lead.begins_entry() != entry


def test_a_draft_is_kept_half_written_and_counts_for_nothing(lead: Lead) -> None:
    entry = lead.begins_entry()
    assert drafts(lead, entry, 0, person="", on="some day") == 1
    page = lead.entry(entry)
    assert (page.values["on"], page.values["person"], page.is_draft) == ("some day", "", True)
    assert facts(lead.house, Logged) == []
    (row,) = logs.log_page(lead.house, lead.mentor, LEAD, MEETING).drafts
    assert row.entry_id == entry


def test_two_windows_do_not_overwrite_each_other(lead: Lead) -> None:
    entry = lead.begins_entry()
    drafts(lead, entry, 0, "one", next="Words of the first window")
    with pytest.raises(StaleEntry, match="kept in another window"):
        drafts(lead, entry, 0, "two", next="Words of the second")
    assert lead.entry(entry).values["next"] == "Words of the first window"
    assert drafts(lead, entry, 1, "two", next="Words of the second") == 2


def test_a_window_goes_on_even_if_it_did_not_hear_that_its_words_were_kept(lead: Lead) -> None:
    entry = lead.begins_entry()
    drafts(lead, entry, 0, "one", next="First")
    assert drafts(lead, entry, 0, "one", next="First and more") == 2


def test_the_same_again_is_no_change(lead: Lead) -> None:
    entry = lead.begins_entry()
    assert [drafts(lead, entry, 0), drafts(lead, entry, 0, "two"), drafts(lead, entry, 1)] == [
        1, 1, 1,
    ]  # fmt: skip


def test_a_draft_can_be_thrown_away(lead: Lead) -> None:
    entry = lead.begins_entry()
    assert not logs.drop_draft(lead.house, lead.mentor, LEAD, MEETING, entry)
    assert logs.log_page(lead.house, lead.mentor, LEAD, MEETING).drafts == ()
    with pytest.raises(NotFound):
        lead.entry(entry)


def test_what_is_too_long_is_refused_and_nothing_is_kept(lead: Lead) -> None:
    entry = lead.begins_entry()
    with pytest.raises(InvalidInput) as wrong:
        drafts(lead, entry, 0, next="x" * 5_001)
    assert set(wrong.value.fields) == {"w-next"}
    assert lead.entry(entry).revision == 0


# --- Signing off --------------------------------------------------------------------------------


def test_signing_off_keeps_name_time_and_digest_and_makes_a_fact(lead: Lead) -> None:
    at = lead.clock.now()
    entry = lead.signs_off(weeks_ago=1)
    (fact,) = facts(lead.house, Logged)
    (version,) = rows(lead.house, LogVersion)
    assert isinstance(version, LogVersion)
    assert (version.name_typed, version.signed_at, version.number) == ("Ines Example", at, 1)
    assert version.digest == fact.body["digest"] == entry_digest(MEETING, entry, 1, version.values)
    assert fact.body["held_on"] == version.values["on"] == "2026-11-13"
    page = lead.entry(entry)
    assert (page.is_draft, page.asked, page.earlier) == (False, (), ())
    assert page.version is not None
    assert page.version.pairs[0] == ("Day of the meeting", "Friday 13 November 2026")


def test_it_is_told_to_the_record_store_without_whom_it_was_with(lead: Lead) -> None:
    lead.signs_off(person="Kim")
    told = [r.body for r in rows(lead.house, StatementRow) if isinstance(r, StatementRow)]
    (signed,) = [one for one in told if one["verb"]["id"].endswith("/signed")]
    assert signed["object"]["id"].endswith(f"/log/{LEAD}/{MEETING}")
    assert "Kim" not in str(signed)


def test_everything_that_is_missing_is_said_at_once(lead: Lead) -> None:
    entry = lead.begins_entry()
    with pytest.raises(InvalidInput) as wrong:
        lead.signs_off(entry_id=entry, agreed=False, name=" ", on="", person="", minutes="an hour",
                       progress="", targets="")  # fmt: skip
    assert set(wrong.value.fields) == {
        "on", "person", "minutes", "w-progress", "w-targets", "agreed", "name_typed",
    }  # fmt: skip
    assert facts(lead.house, Logged) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("on", "2026-11-21"), ("on", "2025-11-18"), ("on", "20.11."), ("minutes", "0"),
        ("minutes", "601"), ("minutes", "-5"), ("minutes", "²"), ("person", "x" * 81),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(lead: Lead, field: str, typed: str) -> None:
    said: dict[str, Any] = {field: typed}
    with pytest.raises(InvalidInput) as wrong:
        lead.signs_off(**said)
    assert set(wrong.value.fields) == {field}


def test_only_what_is_offered_can_be_chosen(lead: Lead) -> None:
    with pytest.raises(InvalidInput) as wrong:
        lead.signs_off(OBSERVATION, role="I slept")
    assert set(wrong.value.fields) == {"w-role"}


def test_a_second_press_of_the_button_changes_nothing(lead: Lead) -> None:
    entry = lead.signs_off()
    typed = Typed(lead.typed(), 0, "window")
    again = log_signing.sign_off(
        lead.house, lead.mentor, LEAD, MEETING, entry, typed, name_typed="Ines", agreed=True
    )
    assert again == ()
    assert len(facts(lead.house, Logged)) == 1


def test_other_words_do_not_slip_in_after_signing_off(lead: Lead) -> None:
    entry = lead.signs_off()
    typed = Typed(lead.typed(next="Something else"), 0, "window")
    with pytest.raises(StaleEntry, match="signed off in another window"):
        log_signing.sign_off(
            lead.house, lead.mentor, LEAD, MEETING, entry, typed, name_typed="I", agreed=True
        )
    with pytest.raises(StaleEntry):
        logs.keep_draft(lead.house, lead.mentor, LEAD, MEETING, entry, typed)
    assert lead.entry(entry).values["next"] == "Year 9 on Tuesday, together."


def test_what_another_window_kept_is_not_signed_off_unseen(lead: Lead) -> None:
    entry = lead.begins_entry()
    drafts(lead, entry, 0, "one")
    typed = Typed(lead.typed(next="Typed in an old window"), 0, "two")
    with pytest.raises(StaleEntry):
        log_signing.sign_off(
            lead.house, lead.mentor, LEAD, MEETING, entry, typed, name_typed="I", agreed=True
        )


def test_two_windows_that_sign_off_at_once_sign_off_once(lead: Lead) -> None:
    entry = lead.begins_entry()

    def sign(window: str) -> object:
        typed = Typed(lead.typed(), 0, window)
        return log_signing.sign_off(
            lead.house, lead.mentor, LEAD, MEETING, entry, typed, name_typed="I. E.", agreed=True
        )

    assert at_once(lambda: sign("one"), lambda: sign("two")) == [(), ()]
    assert len(facts(lead.house, Logged)) == 1


# --- Correcting ---------------------------------------------------------------------------------


def test_a_correction_is_a_new_version_that_says_what_is_different(lead: Lead) -> None:
    entry = lead.signs_off()
    with pytest.raises(InvalidInput) as wrong:
        lead.corrects(entry, changed="")
    assert set(wrong.value.fields) == {"changed"}
    lead.signs_off(entry_id=entry, changed="It was shorter.", minutes="45")
    page = lead.entry(entry)
    assert page.version is not None
    assert (page.version.number, page.version.changed) == (2, "It was shorter.")
    assert ("Length", "45 minutes") in page.version.pairs
    (before,) = page.earlier
    assert ("Length", "60 minutes") in before.pairs
    assert len(facts(lead.house, Logged)) == 2
    assert len(facts(lead.house, Withdrawn)) == 1


def test_a_correction_that_is_dropped_leaves_what_was_signed_off(lead: Lead) -> None:
    entry = lead.signs_off()
    logs.correct_entry(lead.house, lead.mentor, LEAD, MEETING, entry)
    assert lead.entry(entry).is_draft
    assert logs.drop_draft(lead.house, lead.mentor, LEAD, MEETING, entry)
    page = lead.entry(entry)
    assert (page.is_draft, page.version is not None) == (False, True)
    assert len(facts(lead.house, Logged)) == 1


def test_a_correction_of_what_was_signed_tells_first_and_then_voids(lead: Lead) -> None:
    lead.meets()
    lead.mentor_signs()
    entry = rows(lead.house, LogEntry, log=MEETING)[0]
    assert isinstance(entry, LogEntry)
    logs.correct_entry(lead.house, lead.mentor, LEAD, MEETING, entry.id)
    with pytest.raises(SignaturesWouldFall):
        lead.signs_off(entry_id=entry.id, changed="The length.", minutes="50")
    assert [row.state for row in lead.page.signatures] == ["stands", "open"]
    lead.corrects(entry.id, minutes="50")
    assert len(facts(lead.house, Voided)) == 1
    assert [row.state for row in lead.page.signatures] == ["open", "waiting"]


def test_one_more_meeting_leaves_signatures_alone(lead: Lead) -> None:
    lead.meets()
    lead.everybody_signs()
    lead.signs_off()
    assert [row.state for row in lead.page.signatures] == ["stands", "stands"]


# --- The list -----------------------------------------------------------------------------------


def test_the_list_shows_weeks_with_their_gaps(lead: Lead) -> None:
    for weeks_ago in (5, 2, 2):
        lead.signs_off(weeks_ago=weeks_ago)
    page = logs.log_page(lead.house, lead.mentor, LEAD, MEETING)
    assert [(len(one.entries), one.week.weeks) for one in page.weeks] == [
        (0, 2), (2, 1), (0, 2), (1, 1),
    ]  # fmt: skip
    assert page.signed_off == 3


def test_the_print_has_what_stands_oldest_first(lead: Lead) -> None:
    late, early = lead.signs_off(), lead.signs_off(weeks_ago=3)
    lead.corrects(late, minutes="30")
    found = logs.log_print(lead.house, lead.mentor, LEAD, MEETING)
    assert [one.number for one in found.entries] == [1, 2]
    assert lead.entry(early).version == found.entries[0]


# --- Other people -------------------------------------------------------------------------------


def test_another_mentors_entry_is_not_there(lead: Lead, other: Visit) -> None:
    entry = lead.begins_entry()
    typed = Typed(lead.typed(), 0, "w")
    house, at = lead.house, (LEAD, MEETING, entry)

    def page() -> EntryPage:
        return logs.entry_page(house, other, *at)

    tries = (
        page,
        lambda: logs.keep_draft(house, other, *at, typed),
        lambda: logs.correct_entry(house, other, *at),
        lambda: logs.drop_draft(house, other, *at),
        lambda: log_signing.sign_off(house, other, *at, typed, name_typed="O", agreed=True),
    )
    for attempt in tries:
        with pytest.raises(NotFound):
            attempt()
    assert lead.entry(entry).revision == 0


def test_an_entry_is_of_one_log_only(lead: Lead) -> None:
    entry = lead.begins_entry(OBSERVATION)
    with pytest.raises(NotFound):
        lead.entry(entry, MEETING)
    with pytest.raises(NotFound):
        logs.log_page(lead.house, lead.mentor, LEAD, "diary")


def test_who_has_not_entered_keeps_no_log(lead: Lead, place: Place) -> None:
    stranger = launch(lead.house, place, Role.MENTOR, name="N. New", email="new@uni.example")
    with pytest.raises(NotFound):
        logs.begin_entry(lead.house, stranger, LEAD, MEETING)


def test_a_year_ago_today_can_still_be_signed_off(lead: Lead) -> None:
    on = lead.clock.today() - timedelta(days=366)
    lead.signs_off(on=on.isoformat())
