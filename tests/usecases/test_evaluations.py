"""What evaluations leave behind: statements without answers, letters with links, and nobody's name.

How they are answered and shown stands in the tests of their pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence.audits import AuditPart
from lti_tool.persistence.evaluations import EvaluationAnswer, EvaluationInvitation
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.people import Person
from lti_tool.usecases import evaluation_links, mentor_gaps
from lti_tool.usecases.evaluation_telling import RESPONDENTS
from lti_tool.usecases.housekeeping import tidy

from ..evaluation_pack import MENTORS, SCHOOLS, SUPPORT, TRAINEES
from ..web.evaluating import Walk, standards
from .delivering import Mailbox, hired, running_mail_server, text_of
from .watching import Queries

KEY = ToolKey.generate()
AUDIT = "national-standards/rag"


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    made = Walk(tmp_path)
    yield made
    made.house.units.engine.dispose()


def told(walk: Walk) -> list[Any]:
    """The statements about evaluations, oldest first."""
    with walk.house.units.reading() as unit:
        bodies = unit.session.scalars(select(StatementRow.body).order_by(StatementRow.seq)).all()
    return [body for body in bodies if body["verb"]["id"].endswith("/responded")]


def rows(walk: Walk, kind: Any) -> list[Any]:
    with walk.house.units.reading() as unit:
        return list(unit.session.scalars(select(kind)))


# --- Statements ----------------------------------------------------------------------------------


def test_each_answer_makes_one_statement_however_often_it_is_changed(walk: Walk) -> None:
    mentor, tutor = walk.mentor("amara"), walk.story.tutor()
    training, support = walk.opens(MENTORS, placement=""), walk.opens(SUPPORT)
    at = f"/evaluations/{training}"
    mentor.post(at, {"revision": "0", "step": "draft", "answer-better": "Secret thought"})
    assert told(walk) == []
    for revision in ("1", "2"):
        mentor.post(at, {"revision": revision, "answer-prepared": "Agree"})
    walk.tutor_rates(tutor, mentor, support, **{"answer-next": "Secret advice"})
    actors = [one["actor"]["account"]["name"] for one in told(walk)]
    assert actors == [mentor.visit.sub, tutor.visit.sub]
    assert "Secret" not in json.dumps(told(walk))
    assert "Strong" not in json.dumps(told(walk))


def test_no_statement_tells_which_trainee_answered_or_what(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    walk.trainees_say(round_id, "Agree", "Disagree")
    first, second = told(walk)
    assert first["actor"] == second["actor"]
    assert first["id"] != second["id"]
    assert "result" not in first
    for known in ("uni.example", "Person 0", "Thought", "Disagree"):
        assert known not in json.dumps([first, second])
    assert [one.issuer for one in rows(walk, Person) if one.issuer == RESPONDENTS] == [RESPONDENTS]
    assert not [one for one in rows(walk, Person) if one.email and "uni.example" in one.email]


def test_an_answer_and_its_statement_are_kept_together_or_not_at_all(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    (link,) = walk.asks(round_id, "a@uni.example")
    assert walk.by_link(link, {"welcome": "Agree"}).status_code == 422
    assert (rows(walk, EvaluationAnswer), told(walk)) == ([], [])


# --- Letters -------------------------------------------------------------------------------------


def test_the_link_goes_into_the_letter_on_its_way_out(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    (link,) = walk.asks(round_id, "a@uni.example")
    assert link not in str([mail.body for mail in walk.mails()])
    mailbox = Mailbox()
    with running_mail_server(mailbox) as smtp, hired(walk.house, KEY, smtp=smtp) as worker:
        worker.finishes()
    (mail,) = mailbox.kept
    assert mail["To"] == "a@uni.example"
    assert f"http://localhost:8000{link}" in text_of(mail).splitlines()
    assert "only when five people or more have answered" in text_of(mail)


def test_a_letter_that_waited_until_it_was_needless_is_not_sent(walk: Walk) -> None:
    answered, closed = walk.opens(TRAINEES), walk.opens(TRAINEES, placement="Second")
    (link,) = walk.asks(answered, "a@uni.example")
    walk.asks(closed, "b@uni.example")
    walk.by_link(link, {"welcome": "Agree", "time": "Agree"})
    walk.closes(closed)
    mailbox = Mailbox()
    with running_mail_server(mailbox) as smtp, hired(walk.house, KEY, smtp=smtp) as worker:
        worker.finishes()
    assert mailbox.kept == []


# --- Forgetting ----------------------------------------------------------------------------------


def days_pass(walk: Walk, days: int) -> None:
    walk.story.clock.at += timedelta(days=days)
    tidy(walk.house)


def test_trainees_are_forgotten_thirty_days_after_the_closing_and_their_answers_stay(
    walk: Walk,
) -> None:
    round_id = walk.opens(TRAINEES, closes_on="2026-11-30")
    walk.trainees_say(round_id, *["Agree"] * 5)
    days_pass(walk, 38)  # 30 December, the thirtieth day after the last
    assert {one.email for one in rows(walk, EvaluationInvitation)} != {""}
    days_pass(walk, 1)
    known = [(one.name, one.email, one.mailbox) for one in rows(walk, EvaluationInvitation)]
    assert known == [("", "", None)] * 5
    assert "uni.example" not in str([mail.body for mail in rows(walk, OutboxMessage)])
    walk.office = walk.story.office()
    assert "5 of 5 answered" in walk.results(round_id)
    page = walk.office.get(f"/office/evaluations/{round_id}").text
    assert "have been deleted, as was promised" in page
    assert "more than 30 days ago" in page


def test_of_schools_that_answer_by_name_the_address_goes_and_the_name_stays(walk: Walk) -> None:
    round_id = walk.opens(SCHOOLS, placement="")
    (link,) = walk.asks(round_id, "r.adeyemi@oakfield.example")
    walk.by_link(link, {"answers": "Agree", "comment": "Fine."})
    walk.closes(round_id)
    days_pass(walk, 30)
    assert rows(walk, EvaluationInvitation)[0].email
    days_pass(walk, 2)
    (invitation,) = rows(walk, EvaluationInvitation)
    assert (invitation.name, invitation.email) == ("Person 0", "")
    walk.office = walk.story.office()
    assert "Person 0" in walk.results(round_id)


def test_a_round_that_is_open_again_is_not_forgotten(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES, closes_on="2026-11-23")
    walk.asks(round_id, "a@uni.example")
    walk.story.clock.at += timedelta(days=20)
    walk.office = walk.story.office()
    walk.office.post(f"/office/evaluations/{round_id}/reopen", {"closes_on": "2027-02-01"})
    days_pass(walk, 20)
    assert rows(walk, EvaluationInvitation)[0].email == "a@uni.example"
    assert evaluation_links.is_waiting(walk.house, rows(walk, EvaluationInvitation)[0].id)


# --- Many ----------------------------------------------------------------------------------------


def test_the_table_of_gaps_reads_all_audits_in_one_query(walk: Walk) -> None:
    for n in range(6):
        walk.audits(walk.mentor(f"mentor{n}"))
    with Queries(walk.house.units.engine) as few:
        mentor_gaps.make_table(walk.house, walk.office.visit, AUDIT)
    for n in range(6, 18):
        walk.audits(walk.mentor(f"mentor{n}"))
    walk.story.clock.on(minutes=1)
    with Queries(walk.house.units.engine) as many:
        mentor_gaps.make_table(walk.house, walk.office.visit, AUDIT)
    assert many.count == few.count
    reading = [one for one in many.seen if AuditPart.__tablename__ in one]
    assert len(reading) == 1
    (view,) = mentor_gaps.gap_views(walk.house, walk.office.visit)
    assert (view.mentors, len(view.lines)) == (18, len(standards()))


def test_only_the_newest_round_of_an_audit_counts(walk: Walk) -> None:
    from .auditing import Auditor

    mentors = [walk.mentor(f"mentor{n}") for n in range(5)]
    for mentor in mentors:
        auditor = Auditor(walk.house, mentor.visit)
        auditor.completes("Red", targets="")
        auditor.reviews("Green")
    mentor_gaps.make_table(walk.house, walk.office.visit, AUDIT)
    (view,) = mentor_gaps.gap_views(walk.house, walk.office.visit)
    assert {band.count for line in view.lines for band in line.bands if band.first == 2} == {5}
    assert view.proposals == ()


def test_a_tutor_s_list_asks_as_much_for_ten_mentors_as_for_two(walk: Walk) -> None:
    tutor = walk.story.tutor()
    for n in range(2):
        walk.mentor(f"mentor{n}")
    walk.opens(SUPPORT)
    with Queries(walk.house.units.engine) as few:
        tutor.get("/tutor/evaluations")
    for n in range(2, 10):
        walk.mentor(f"mentor{n}")
    with Queries(walk.house.units.engine) as many:
        assert tutor.get("/tutor/evaluations").text.count("Oakfield School") == 10
    assert many.count == few.count
