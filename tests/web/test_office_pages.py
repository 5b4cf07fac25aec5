"""The office's desk, its lists, issuing and revoking."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Document
from lti_tool.usecases import desks, platforms, signing

from .story import AWARD, BY_TUTOR, ISSUER, Person, Story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.fixture
def office(story: Story) -> Person:
    return story.office()


@pytest.fixture
def mentor(story: Story) -> Person:
    return story.mentor()


@pytest.fixture
def ready(story: Story, mentor: Person) -> str:
    """The enrolment of a mentor whose certificate can be issued."""
    return story.ready_to_issue(mentor, story.tutor())


def register(story: Story, office: Person) -> tuple[desks.CertificateLine, ...]:
    return desks.register_page(story.house, office.visit).certificates


def failed_mail(story: Story, office: Person, *, final: bool) -> int:
    """A delivery that the mail server did not take, as the worker leaves it."""
    with story.house.units.writing() as unit:
        message = OutboxMessage(
            kind="mail",
            lane="mail:x",
            body={"subject": "Please confirm", "to": "nobody@oakfield.example"},
            provider_id=office.visit.provider_id,
            created_at=unit.now,
            not_before=unit.now,
            attempts=1,
            outcome="failed" if final else None,
            error="The mail server knows no such address: please ask the mentor for another.",
        )
        unit.session.add(message)
        unit.session.flush()
        return message.id


def delivery(story: Story, message_id: int) -> tuple[str | None, str | None]:
    with story.house.units.reading() as unit:
        message = unit.session.get_one(OutboxMessage, message_id)
        return message.outcome, message.error


def test_a_clear_desk_says_what_will_be_asked_here(office: Person) -> None:
    page = office.get("/office/").text
    assert "Your desk is clear" in page
    assert page.count('class="empty"') == 5


# --- Addresses ----------------------------------------


def test_an_address_nobody_knows_waits_for_the_office_which_is_told_why(
    story: Story, office: Person, mentor: Person
) -> None:
    signing.ask_pcm(story.house, mentor.visit, AWARD)
    page = office.get("/office/").text
    assert "r.adeyemi@oakfield.example" in page
    assert "Oakfield School, W5 2AB" in page
    assert "a mentor could sign for themself through a second address" in page
    assert story.letters("r.adeyemi@oakfield.example") == []


def test_vouching_sends_the_waiting_mail_once(story: Story, office: Person, mentor: Person) -> None:
    signing.ask_pcm(story.house, mentor.visit, AWARD)
    request_id = story.page(mentor).requests[0].request_id
    answer = office.post(f"/office/addresses/{request_id}/vouch")
    assert "the address now counts" in answer.text
    again = office.post(f"/office/addresses/{request_id}/vouch")
    assert "decided already" in again.text
    assert len(story.letters("r.adeyemi@oakfield.example")) == 1
    assert "r.adeyemi@oakfield.example" not in again.text


def test_refusing_an_address_needs_a_reason_that_the_mentor_reads(
    story: Story, office: Person, mentor: Person
) -> None:
    signing.ask_pcm(story.house, mentor.visit, AWARD)
    at = f"/office/addresses/{story.page(mentor).requests[0].request_id}/refuse"
    assert "r.adeyemi@oakfield.example" in office.get(at).text
    empty = office.post(at, {"reason": " "})
    assert empty.status_code == 422
    assert 'href="#f-reason"' in empty.text
    assert "has been refused" in office.post(at, {"reason": "She left in July."}).text
    assert "She left in July." in story.letters("amara@oakfield.example")[-1]
    assert story.letters("r.adeyemi@oakfield.example") == []
    assert office.get(at).status_code == 404


# --- Issuing ----------------------------------------


def test_whoever_is_ready_has_a_button_and_pressing_it_twice_issues_once(
    story: Story, office: Person, ready: str
) -> None:
    at = f"/office/mentors/{ready}/issue"
    assert f'action="{office.root}{at}"' in office.get("/office/").text
    assert f'action="{office.root}{at}"' in office.get(f"/office/mentors/{ready}").text
    first = office.post(at, {"from": "desk"})
    assert "has been issued" in first.text
    assert f'action="{office.root}{at}"' not in first.text
    second = office.post(at, {"from": "desk"})
    assert second.status_code == 200
    assert len(register(story, office)) == 1


def test_nothing_is_issued_before_its_time_and_the_page_says_why(
    story: Story, office: Person, mentor: Person
) -> None:
    enrolment_id = story.page(mentor).enrolment_id
    assert "Issue certificate" not in office.get(f"/office/mentors/{enrolment_id}").text
    answer = office.post(f"/office/mentors/{enrolment_id}/issue")
    assert answer.status_code == 409
    assert "still missing" in answer.text
    assert register(story, office) == ()


def test_the_office_confirms_what_is_its_own_and_not_the_tutors(
    story: Story, office: Person, mentor: Person
) -> None:
    story.self_check(mentor)
    story.study(mentor)
    at = f"/office/mentors/{story.page(mentor).enrolment_id}"
    assert "Amara Okafor" in office.get("/office/").text.split("To confirm")[1]
    page = office.get(at).text
    observation, evaluation = BY_TUTOR
    assert f'name="on-{evaluation}"' in page
    assert f'name="on-{observation}"' not in page
    day = "2026-11-20"
    answer = office.post(f"{at}/confirm", {f"on-{evaluation}": day, f"on-{observation}": day})
    assert "Your confirmation has been kept" in answer.text
    assert story.page(mentor).met == 2


# --- What failed to leave ----------------------------------------


@pytest.mark.parametrize(
    ("final", "words"),
    [(True, "will not be tried again by itself"), (False, "Nothing needs doing")],
)
def test_a_failed_delivery_says_what_why_and_what_to_do(
    story: Story, office: Person, final: bool, words: str
) -> None:
    failed_mail(story, office, final=final)
    page = office.get("/office/").text
    assert "nobody@oakfield.example" in page
    assert "please ask the mentor for another" in page
    assert words in page


def test_a_failed_delivery_can_be_tried_again(story: Story, office: Person) -> None:
    message_id = failed_mail(story, office, final=True)
    assert "tried again" in office.post(f"/office/deliveries/{message_id}/retry").text
    assert delivery(story, message_id)[0] is None
    assert office.post("/office/deliveries/999999/retry").status_code == 404


# --- Lists ----------------------------------------


def test_mentors_of_every_course_are_listed_and_found(story: Story, office: Person) -> None:
    story.mentor("amara", name="Amara Okafor", course="101")
    story.mentor("leila", name="Leila Haddad", course="202")
    page = office.get("/office/mentors").text
    assert "Amara Okafor" in page
    assert "Leila Haddad" in page
    found = office.get("/office/mentors?q=HADDAD").text
    assert "Leila Haddad" in found
    assert "Amara Okafor" not in found


def test_the_register_finds_a_certificate_by_name_or_number(
    story: Story, office: Person, ready: str
) -> None:
    number = story.issue(office, ready)
    for query in ("okafor", number[5:14].lower()):
        assert number in office.get(f"/office/certificates?q={query}").text
    assert "matches “nobody”" in office.get("/office/certificates?q=nobody").text


def test_the_register_hands_out_the_documents_once_they_are_made(
    story: Story, office: Person, ready: str
) -> None:
    number = story.issue(office, ready)
    at = f"/documents/{number}/certificate.pdf"
    assert f'href="{office.root}{at}"' in office.get("/office/certificates").text
    assert office.get(at).status_code == 202
    with story.house.units.writing() as unit:
        unit.session.add(
            Document(
                certificate_number=number,
                kind="certificate",
                media_type="application/pdf",
                sha256="0" * 64,
                content=b"%PDF-1.7 a certificate",
                created_at=unit.now,
            )
        )
    made = office.get(at)
    assert made.data == b"%PDF-1.7 a certificate"
    assert made.mimetype == "application/pdf"
    assert made.headers["Content-Disposition"].startswith("attachment")


# --- Revoking ----------------------------------------


def test_revoking_takes_a_reason_and_a_second_step(
    story: Story, office: Person, ready: str
) -> None:
    number = story.issue(office, ready)
    at = f"/office/certificates/{number}/revoke"
    assert "Nothing is" in office.get(at).text
    assert office.post(at, {"step": "check", "reason": ""}).status_code == 422
    asked = office.post(at, {"step": "check", "reason": "Confirmed for the wrong mentor."})
    assert "This cannot be undone" in asked.text
    assert "Amara Okafor is told by e-mail" in asked.text
    assert register(story, office)[0].revoked_on is None
    reason = {"step": "revoke", "reason": "Confirmed for the wrong mentor."}
    assert "has been revoked" in office.post(at, reason).text
    assert register(story, office)[0].revoked_on is not None
    assert "wrong mentor" in story.letters("amara@oakfield.example")[-1]
    assert office.post(at, reason).status_code == 409
    assert "nothing more to do here" in office.get(at).text


def test_revoking_without_a_reason_does_nothing_even_at_the_second_step(
    story: Story, office: Person, ready: str
) -> None:
    number = story.issue(office, ready)
    answer = office.post(f"/office/certificates/{number}/revoke", {"step": "revoke"})
    assert answer.status_code == 422
    assert register(story, office)[0].revoked_on is None


# --- Other providers ----------------------------------------


def test_another_providers_records_and_certificates_are_not_there(
    story: Story, office: Person, ready: str
) -> None:
    number = story.issue(office, ready)
    platforms.add_provider(story.house.units, slug="ealing", name="Ealing Partnership")
    story.add_platform("2", "ealing")
    platforms.grant_staff(
        story.house.units, provider="ealing", issuer=ISSUER, client_id="2", sub="omar",
        role="office",
    )  # fmt: skip
    stranger = story.enter("omar", "office", client_id="2", name="Omar Said")
    message_id = failed_mail(story, office, final=True)
    for path in (
        f"/office/mentors/{ready}",
        f"/office/certificates/{number}/revoke",
        f"/documents/{number}/certificate.pdf",
    ):
        assert stranger.get(path).status_code == 404, path
    for path in (
        f"/office/mentors/{ready}/issue",
        f"/office/mentors/{ready}/confirm",
        f"/office/certificates/{number}/revoke",
        f"/office/deliveries/{message_id}/retry",
    ):
        answer = stranger.post(path, {"step": "revoke", "reason": "Ours now."})
        assert answer.status_code == 404, path
    assert register(story, office)[0].revoked_on is None
    assert "Amara Okafor" not in stranger.get("/office/mentors").text
    assert number not in stranger.get("/office/certificates").text
