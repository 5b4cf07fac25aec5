"""What somebody does who has an e-mailed link and no account."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lti_tool.usecases import awards, signing
from lti_tool.usecases.awards import RequirementRow

from .story import AWARD, LinkHolder, Person, Story, csrf_in

TIMETABLE = "ENTRY.3/timetable"
FEEDBACK = "ENTRY.4/feedback"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    return story


@pytest.fixture
def mentor(story: Story) -> Person:
    return story.mentor()


@pytest.fixture
def asked(story: Story, mentor: Person) -> LinkHolder:
    """A PCM who is asked to confirm."""
    return story.link_holder(story.ask_pcm(mentor))


@pytest.fixture
def signer(story: Story, mentor: Person) -> LinkHolder:
    """A PCM who is asked to sign."""
    story.everything_met(mentor, story.tutor())
    return story.link_holder(story.mentor_signs(mentor))


def rows(story: Story, mentor: Person) -> dict[str, RequirementRow]:
    return {r.requirement_id: r for row in story.page(mentor).rows for r in row.requirements}


def ticked(*requirements: str, day: str = "2026-11-20") -> dict[str, str]:
    """A form with these statements ticked and dated, and a name."""
    form = {"name_typed": "Ruth Adeyemi"}
    for requirement in requirements:
        form |= {f"tick-{requirement}": "yes", f"on-{requirement}": day}
    return form


def signature(story: Story, mentor: Person) -> dict[str, str]:
    return {
        "digest": story.page(mentor).digest,
        "name_typed": "Ruth Adeyemi",
        "agreed": "yes",
    }


# --- Being asked ----------------------------------------


def test_the_page_says_who_asks_what_and_why_and_commits_to_nothing(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    for _ in range(3):
        answer = asked.get()
        assert answer.status_code == 200
    for words in ("Amara Okafor", "Oakfield School", "Brent Teaching Partnership", "You get this"):
        assert words in answer.text
    assert story.page(mentor).requests[0].outcome == "open"


def test_the_page_may_not_be_framed_and_sets_no_cookie(asked: LinkHolder) -> None:
    answer = asked.get()
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_statement_has_a_tick_and_an_empty_day(asked: LinkHolder) -> None:
    page = asked.get().text
    assert page.count('type="checkbox"') == 5
    assert page.count('type="date"') == 5
    assert " checked" not in page
    assert 'max="2026-11-22"' in page
    assert "I have seen the timetable that this mentor set" in page


# --- Confirming ----------------------------------------


def test_what_is_ticked_and_dated_is_confirmed_and_the_rest_stays_open(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    answer = asked.post("/confirm", ticked(TIMETABLE) | {"comment": "Well done, Amara."})
    assert answer.status_code == 200
    assert "You have answered" in answer.text
    assert "What comes next" in answer.text
    now = rows(story, mentor)
    assert (now[TIMETABLE].on, now[TIMETABLE].by_name) == (date(2026, 11, 20), "Ruth Adeyemi")
    assert not now[FEEDBACK].met
    assert "Well done, Amara." in story.letters("amara@oakfield.example")[-1]


def test_the_link_works_once(story: Story, mentor: Person, asked: LinkHolder) -> None:
    token = csrf_in(asked.get().text)
    asked.post("/confirm", ticked(TIMETABLE))
    again = asked.send("/confirm", {"csrf_token": token, **ticked(FEEDBACK)})
    assert again.status_code == 409
    assert "You have answered" in again.text
    assert not rows(story, mentor)[FEEDBACK].met


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({f"tick-{TIMETABLE}": "yes"}, f"on-{TIMETABLE}", "give the day"),
        ({f"on-{TIMETABLE}": "2026-11-20"}, f"tick-{TIMETABLE}", "did not tick"),
        (ticked(TIMETABLE, day="2027-01-01"), f"on-{TIMETABLE}", "in the future"),
        (ticked(TIMETABLE, day="1066-10-14"), f"on-{TIMETABLE}", "too long ago"),
        ({}, "tick-ENTRY.1/recommendation", "at least one"),
        (ticked(TIMETABLE) | {"name_typed": " "}, "name_typed", "type your name"),
        (ticked(TIMETABLE) | {"comment": "x" * 2001}, "comment", "under 2,000"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field_and_nothing_typed_is_lost(
    story: Story, mentor: Person, asked: LinkHolder, form: dict[str, str], field: str, said: str
) -> None:
    form = {"name_typed": "Ruth Adeyemi", "comment": "Well done.", **form}
    answer = asked.post("/confirm", form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}"' in answer.text
    assert said in answer.text
    assert form["comment"] in answer.text
    assert story.page(mentor).requests[0].outcome == "open"
    assert not rows(story, mentor)[TIMETABLE].met


def test_nothing_is_confirmed_that_was_not_asked(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    answer = asked.post("/confirm", ticked("ENTRY.5/joint-observation"))
    assert answer.status_code == 422
    assert not rows(story, mentor)["ENTRY.5/joint-observation"].met


# --- Earlier experience ----------------------------------------


@pytest.fixture
def claim(story: Story, mentor: Person) -> LinkHolder:
    signing.claim_experience(
        story.house, mentor.visit, AWARD, ("ENTRY.3", "ENTRY.6"), "Two trainees at <Elm> School."
    )
    return story.link_holder(story.ask_pcm(mentor))


def test_a_claim_of_experience_is_shown_in_the_mentors_words(claim: LinkHolder) -> None:
    page = claim.get().text
    assert "Two trainees at &lt;Elm&gt; School." in page
    assert "Sets a suitable timetable" in page.split("Earlier experience")[1]


def test_an_approved_claim_stands_in_for_the_activities(
    story: Story, mentor: Person, claim: LinkHolder
) -> None:
    form = {"name_typed": "Ruth Adeyemi", "waiver": "approve"}
    unexplained = claim.post("/confirm", form)
    assert unexplained.status_code == 422
    assert 'href="#f-waiver_reason"' in unexplained.text
    claim.post("/confirm", form | {"waiver_reason": "I was there."})
    assert rows(story, mentor)[TIMETABLE].waived
    assert story.page(mentor).waiver is not None


def test_a_declined_claim_leaves_the_activities_to_be_done(
    story: Story, mentor: Person, claim: LinkHolder
) -> None:
    form = {"name_typed": "Ruth Adeyemi", "waiver": "decline", "waiver_reason": "Too long ago."}
    assert claim.post("/confirm", form).status_code == 200
    assert not rows(story, mentor)[TIMETABLE].met
    waiver = story.page(mentor).waiver
    assert waiver is not None
    assert (waiver.outcome, waiver.reason) == ("declined", "Too long ago.")


# --- Signing ----------------------------------------


def test_the_signer_sees_the_whole_record_and_the_signature_before_theirs(
    story: Story, mentor: Person, signer: LinkHolder
) -> None:
    page = signer.get().text
    for row in story.page(mentor).rows:
        assert row.criterion.title in page
    assert page.count("20 November 2026") >= 2
    assert "W5 2AB" in page
    assert "Amara Okafor" in page.split("Signatures")[1]
    assert f'name="digest" value="{story.page(mentor).digest}"' in page


def test_signing_needs_a_name_and_a_tick_and_is_done_once(
    story: Story, mentor: Person, signer: LinkHolder
) -> None:
    form = signature(story, mentor)
    for missing in ("name_typed", "agreed"):
        answer = signer.post("/sign", {**form, missing: ""})
        assert answer.status_code == 422
        assert f'href="#f-{missing}"' in answer.text
    token = csrf_in(signer.get().text)
    answer = signer.post("/sign", form)
    assert "You have signed" in answer.text
    assert "Provider tutor’s approval" in answer.text or "Provider tutor&#39;s" in answer.text
    assert story.page(mentor).signatures[1].name_typed == "Ruth Adeyemi"
    again = signer.send("/sign", {"csrf_token": token, **form})
    assert again.status_code == 409
    assert "You have signed" in again.text


def test_a_record_that_changed_meanwhile_is_not_signed(
    story: Story, mentor: Person, signer: LinkHolder
) -> None:
    form = signature(story, mentor)
    token = csrf_in(signer.get().text)
    details = {**story.details("amara", "Amara Okafor"), "subject": "Physics"}
    story.clock.on(minutes=1)
    awards.change_details(story.house, mentor.visit, AWARD, details)
    answer = signer.send("/sign", {"csrf_token": token, **form})
    assert answer.status_code == 409
    assert "has changed" in answer.text
    assert "not wanted at the moment" in answer.text
    assert story.page(mentor).signatures[1].state != "stands"


def test_a_link_to_confirm_cannot_sign_nor_the_other_way_round(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    assert asked.post("/sign", signature(story, mentor)).status_code == 409
    assert story.page(mentor).requests[0].outcome == "open"


# --- Saying no, handing on ----------------------------------------


def test_declining_needs_a_reason_which_the_mentor_reads(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    assert asked.post("/decline", {"reason": " "}).status_code == 422
    answer = asked.post("/decline", {"reason": "I have not seen a lesson yet."})
    assert "You have declined" in answer.text
    assert "I have not seen a lesson yet." in story.letters("amara@oakfield.example")[-1]


def test_handing_on_asks_the_right_person_and_ends_this_link(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    answer = asked.post("/hand-on", {"name": "Ian Bell", "email": "i.bell@oakfield.example"})
    assert "handed this on" in answer.text
    assert len(story.letters("i.bell@oakfield.example")) == 1
    newest = story.page(mentor).requests
    assert {r.email: r.outcome for r in newest}["i.bell@oakfield.example"] == "open"


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [
        ("", "i.bell@oakfield.example", "name"),
        ("Ian Bell", "i.bell", "email"),
        ("Amara Okafor", "Amara@oakfield.example", "email"),
        ("Ruth Adeyemi", "r.adeyemi@oakfield.example", "email"),
    ],
)
def test_nobody_is_asked_at_an_address_that_cannot_be_right(
    story: Story, mentor: Person, asked: LinkHolder, name: str, email: str, field: str
) -> None:
    answer = asked.post("/hand-on", {"name": name, "email": email})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert len(story.page(mentor).requests) == 1


# --- Links that have done their work ----------------------------------------


def test_an_expired_link_says_so_and_what_to_do(story: Story, asked: LinkHolder) -> None:
    token = csrf_in(asked.get().text)
    story.clock.on(days=29)
    answer = asked.get()
    assert answer.status_code == 200
    assert "This link has expired" in answer.text
    assert "office@brent.example" in answer.text
    late = asked.send("/confirm", {"csrf_token": token, **ticked(TIMETABLE)})
    assert late.status_code == 409
    assert "This link has expired" in late.text
    assert "This link has expired" in asked.get("/decline").text


def test_a_replaced_link_points_to_the_newer_mail(
    story: Story, mentor: Person, asked: LinkHolder
) -> None:
    newer = story.link_holder(story.ask_pcm(mentor))
    page = asked.get().text
    assert "A newer link has taken this one’s place" in page
    assert "<form" not in page
    assert "What you can confirm" in newer.get().text


@pytest.mark.parametrize("cut", [0, 5, 20, 50])
def test_a_link_that_was_cut_short_is_explained(asked: LinkHolder, cut: int) -> None:
    short = asked.link[: 3 + cut] or "/s/x"
    if cut == 0:
        short = "/s/nonsense%00☃"
    for path in ("", "/decline", "/hand-on"):
        answer = asked.browser.get(short + path)
        assert answer.status_code == 404
        assert "This link is not complete" in answer.text
