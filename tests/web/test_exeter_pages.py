"""Exeter's lead mentor record through its pages: logs, the trainee's link, notes, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..usecases.leading import MEETING, OBSERVATION
from .exeter import (
    AT,
    INDUCTION,
    RAG,
    REVIEW,
    TRAINEE,
    LeadWalk,
    answers,
    newest_token,
    words_of,
)
from .ljmu import COMMENT
from .story import Story, csrf_in

LOG = f"{AT}/logs/{MEETING}"


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


@pytest.fixture
def walk(story: Story) -> LeadWalk:
    return LeadWalk(story).enters()


# --- The way ------------------------------------------------------------------------------------


def test_the_record_is_walked_from_entering_to_its_signatures(walk: LeadWalk) -> None:
    walk.rates(RAG)
    for question in walk.award.reflections:
        walk.writes(question.id)
    walk.keeps(MEETING)
    walk.keeps(OBSERVATION)
    answers(walk.sends(walk.signs_off(MEETING)), "agreed")
    shown = words_of(walk.itec_confirms())
    assert "Weekly development meetings: 7 signed off in 6 weeks" in shown
    assert "I listened, and then I asked" in shown
    assert "Count to five" not in shown
    shown = words_of(walk.tutor_reviews())
    assert "Weekly lesson observations: 6 signed off in 6 weeks" in shown
    assert "ST2.4 Give feedback on observed lessons" in shown
    assert "Six hands" not in shown
    assert walk.page.met == walk.page.total == 15
    walk.mentor_signs()
    shown = words_of(walk.itec_signs())
    assert "I listened, and then I asked" in shown
    page = walk.mentor.get(AT).text
    assert "the record is complete" in page
    assert "issues the certificate" not in page
    office = walk.story.office()
    at = f"/office/mentors/{walk.page.enrolment_id}"
    assert "7 signed off in 6 weeks" in words_of(office.get(at).text)
    assert office.post(f"{at}/issue").status_code == 409
    sheet = walk.mentor.get(f"{AT}/record-sheet").text
    assert sheet.count('<td data-label="Achieved">Yes</td>') == 16
    assert "7 signed off in 6 weeks" in sheet
    assert COMMENT in sheet


@pytest.mark.parametrize(
    ("left_out", "words", "from_whom"),
    [
        ("LEAD.1/rag", "The self-evaluation against the National Standards is complete",
         ("you", "the lead mentor")),
        (INDUCTION, "The ITEC, or the partnership office, confirms the induction",
         ("your ITEC", "the ITEC")),
        ("LEAD.6/planning", "A few sentences on how this is done", ("you", "the lead mentor")),
        (f"LEAD.7/{OBSERVATION}", "Observations are written down and signed off",
         ("you", "the lead mentor")),
        (f"LEAD.9/{MEETING}", "Weekly meetings are recorded and signed off",
         ("you", "the lead mentor")),
        (REVIEW, "The visiting tutor has held the annual review",
         ("your university visiting tutor", "you")),
    ],
)  # fmt: skip
def test_one_thing_alone_holds_it_back_and_every_reader_is_told(
    walk: LeadWalk, left_out: str, words: str, from_whom: tuple[str, str]
) -> None:
    walk.meets_all_but(left_out)
    own = words_of(walk.mentor.get(AT).text)
    theirs = words_of(walk.story.tutor().get(f"/tutor/mentors/{walk.page.enrolment_id}").text)
    for page, whom in zip((own, theirs), from_whom, strict=True):
        assert page.count("Missing:") == 1
        told = page.partition("Missing:")[2][:300].lower()
        assert words.lower() in told
        assert f"needed from {whom.lower()}" in told
    assert walk.mentor.get(f"{AT}/sign").status_code in {302, 303}


# --- The responsibilities -----------------------------------------------------------------------


def test_the_page_of_responsibilities_shows_standards_counts_and_notes(walk: LeadWalk) -> None:
    page = words_of(walk.mentor.get(f"{AT}/overview").text)
    assert "What I do, and what it evidences" in page
    assert page.count("Write my note") == 15
    assert "ST4.2 Keep developing your mentoring" in page
    assert "Weekly development meetings: none signed off yet" in page
    walk.writes("planning")
    walk.signs_off()
    page = words_of(walk.mentor.get(f"{AT}/overview").text)
    assert "I listened, and then I asked" in page
    assert "Weekly development meetings: 1 signed off in 1 week" in page


def test_a_note_is_written_beside_what_it_evidences(walk: LeadWalk) -> None:
    page = words_of(walk.mentor.get(f"{AT}/reflections/meeting").text)
    assert "What it evidences ST1.1" in page
    assert "Weekly development meetings: none signed off yet" in page


def test_an_award_without_such_a_page_has_none(story: Story) -> None:
    mentor = story.mentor()
    assert mentor.get("/awards/west-london/entry/overview").status_code == 404
    assert mentor.get("/awards/west-london/entry/logs/weekly-meeting").status_code == 404


# --- An entry -----------------------------------------------------------------------------------


def test_a_draft_is_kept_by_its_button_and_by_the_script(walk: LeadWalk) -> None:
    entry = walk.new_entry()
    kept = walk.mentor.post(f"{entry}/draft", walk.typed())
    assert kept.json == {"revision": 1, "saved": "Draft kept at 12:01"}
    walk.sent(entry, {**walk.typed(revision="1"), "w-next": "And more", "then": "later"})
    assert "And more" in walk.mentor.get(entry).text
    assert "Not signed off yet" in walk.mentor.get(LOG).text
    assert walk.page.met == 0


def test_what_was_kept_in_another_window_is_not_overwritten(walk: LeadWalk) -> None:
    entry = walk.new_entry()
    walk.mentor.post(f"{entry}/draft", walk.typed())
    late = {**walk.typed(writer="another"), "w-next": "Typed in the other window"}
    answer = walk.mentor.post(f"{entry}/draft", late)
    assert answer.status_code == 409
    answer = walk.mentor.post(entry, {**late, "then": "later"})
    assert answer.status_code == 409
    assert "Typed in the other window" in answer.text
    assert "kept in another window" in answer.text


def test_what_is_missing_is_said_and_what_was_typed_stays(walk: LeadWalk) -> None:
    entry = walk.new_entry()
    typed = {**walk.typed(), "w-targets": "", "on": "31/13/2026", "then": "sign"}
    answer = walk.mentor.post(entry, typed)
    assert answer.status_code == 422
    for field in ("w-targets", "on", "agreed", "name_typed"):
        assert f'href="#f-{field}"' in answer.text
    assert "Both targets are met." in answer.text


def test_a_day_typed_by_hand_is_understood(walk: LeadWalk) -> None:
    entry = walk.signs_off(on="20/11/2026")
    assert "Friday 20 November 2026" in walk.mentor.get(entry).text


def test_what_is_signed_off_is_read_only_and_corrected_by_a_new_version(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    page = walk.mentor.get(entry).text
    assert "<textarea" not in page
    assert "signed off 22 November 2026" in words_of(page)
    walk.sent(f"{entry}/correct", {})
    again = {"minutes": "40", "changed": "It was shorter.", "revision": "2", "writer": "w"}
    shown = words_of(walk.sent(entry, {
        **walk.typed(), **again, "name_typed": "Amara Okafor", "agreed": "yes", "then": "sign",
    }))  # fmt: skip
    assert "What is different in this version: It was shorter." in shown
    assert "Earlier versions (1)" in shown
    assert "version 2" in words_of(walk.mentor.get(LOG).text)


def test_signing_off_twice_is_signing_off_once(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    walk.signs_off(entry=entry)
    assert "1 signed off" in words_of(walk.mentor.get(LOG).text)


def test_the_list_shows_weeks_with_gaps_and_blames_nobody(walk: LeadWalk) -> None:
    walk.signs_off(weeks_ago=5)
    walk.signs_off(weeks_ago=1)
    page = words_of(walk.mentor.get(LOG).text)
    assert "Week of 16 November 2026: nothing recorded" in page
    assert "3 weeks, 19 October 2026 to 8 November 2026: nothing recorded" in page
    assert "needs no reason" in page


def test_the_print_holds_what_is_signed_off(walk: LeadWalk) -> None:
    walk.signs_off(OBSERVATION)
    page = words_of(walk.mentor.get(f"{AT}/logs/{OBSERVATION}/print").text)
    assert "Six hands after the third question." in page
    assert "Amara Okafor signed off 22 November 2026" in page


def test_a_draft_can_be_thrown_away_by_its_button(walk: LeadWalk) -> None:
    entry = walk.new_entry()
    assert "The draft is thrown away" in walk.sent(f"{entry}/drop", {})
    assert walk.mentor.get(entry).status_code == 404


# --- The trainee --------------------------------------------------------------------------------


def test_the_trainee_reads_the_entry_and_answers_once(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    holder = walk.sends(entry)
    shown = words_of(holder.get().text)
    assert "Count to five after a question." in shown
    assert "nothing depends on your answer" in shown
    answers(holder, "differs", "We met for half an hour.")
    assert "We met for half an hour." in walk.mentor.get(entry).text
    after = holder.get().text
    assert "You remember it otherwise" in after or "you remember it otherwise" in after
    assert "Count to five" not in after
    token = csrf_in(walk.sends(entry).get().text)
    again = holder.send("", {"csrf_token": token, "outcome": "agreed"})
    assert again.status_code in {400, 409}


def test_an_answer_that_is_none_is_asked_for_again(walk: LeadWalk) -> None:
    holder = walk.sends(walk.signs_off())
    token = csrf_in(holder.get().text)
    answer = holder.send("", {"csrf_token": token, "outcome": "differs", "comment": ""})
    assert answer.status_code == 422
    assert 'href="#f-comment"' in answer.text
    assert holder.send("", {"csrf_token": token, "outcome": "perhaps"}).status_code == 422


def test_a_link_that_is_bent_or_of_another_kind_opens_nothing(walk: LeadWalk) -> None:
    walk.sends(walk.signs_off())
    token = newest_token(walk.story)
    browser = walk.story.app.test_client()
    for path in (f"/s/{token[:-1]}/log", f"/s/{token[:16]}{'0' * 40}/log", "/s/nowhere/log"):
        assert browser.get(path).status_code == 404
    assert browser.get(f"/s/{token}").status_code == 404
    itec = walk.link()
    assert browser.get(f"{itec.link}/log").status_code == 404


def test_a_link_of_one_entry_does_not_answer_for_another(walk: LeadWalk) -> None:
    first, second = walk.signs_off(), walk.signs_off(weeks_ago=1)
    for_first = csrf_in(walk.sends(first).get().text)
    holder = walk.sends(second)
    assert holder.send("", {"csrf_token": for_first, "outcome": "agreed"}).status_code == 400


def test_an_address_that_is_none_is_said_and_kept(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    answer = walk.mentor.post(f"{entry}/ask", {"email": "kim at home"})
    assert answer.status_code == 422
    assert 'value="kim at home"' in answer.text
    assert walk.story.letters(TRAINEE) == []


# --- Other people -------------------------------------------------------------------------------


def test_another_mentors_meeting_answers_not_found(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    draft = walk.new_entry()
    other = LeadWalk(walk.story, "olu", "Olu Other").enters().mentor
    for path in (entry, draft):
        assert other.get(path).status_code == 404
        for verb in ("", "/draft", "/correct", "/drop", "/ask"):
            typed = {**walk.typed(), "then": "sign", "email": "olu@evil.example"}
            assert other.post(path + verb, typed).status_code == 404
    assert walk.mentor.get(entry).status_code == 200
    assert walk.mentor.get(draft).status_code == 200


def test_who_has_not_entered_finds_no_log(walk: LeadWalk) -> None:
    stranger = walk.story.enter("omar", "mentor")
    assert stranger.get(LOG).status_code == 404
    assert stranger.post(f"{LOG}/new").status_code == 404
    assert stranger.get(f"{AT}/overview").status_code == 404


def test_tutor_and_office_open_no_meeting(walk: LeadWalk) -> None:
    entry = walk.signs_off()
    for somebody in (walk.story.tutor(), walk.story.office()):
        assert somebody.get(entry).status_code == 403
