"""Reports to schools in the browser: what stands in one, that it stays, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.domain.school_reports import unpacked
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.outbound.school_report_pdf import render_school_report
from lti_tool.persistence.evaluations import SchoolReport

from ..evaluation_pack import MENTORS, SCHOOLS, SUPPORT, TRAINEES
from ..usecases.delivering import Mailbox, hired, running_mail_server
from .evaluating import Walk, words

OAKFIELD = {"scheme_id": "acorn", "school": "oakfield school/W52AB", "school_year": "2026"}
KEY = ToolKey.generate()
PREVIEW = "/office/reports/preview?scheme_id=acorn&school=oakfield school/W52AB&school_year=2026"


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    made = Walk(tmp_path)
    yield made
    made.house.units.engine.dispose()


def preview(walk: Walk) -> str:
    return words(walk.office.get(PREVIEW).text)


def makes(walk: Walk) -> str:
    """The office makes the report; its id."""
    answer = walk.office.post("/office/reports", {**OAKFIELD, "write_id": "w"})
    assert answer.status_code == 200
    return answer.request.path.rsplit("/", 1)[-1]


def test_a_report_tells_what_the_school_s_mentors_did(walk: Walk) -> None:
    walk.audits(walk.mentor("amara"))
    walk.mentor("bea", school="  OAKFIELD  school ")
    walk.mentor("cleo", school="Elm School")
    chooser = walk.office.get("/office/reports").text
    assert "(2 mentors)" in chooser
    assert "Elm School, W5 2AB (1 mentor)" in chooser
    shown = preview(walk)
    assert "Amara Example Completed 0" in shown
    assert "Bea Example Not this year 0" in shown
    assert "Cleo" not in shown
    assert "1 of 2 mentors has not completed or reviewed a self-evaluation" in shown
    assert "No evaluation of this school year has closed yet" in shown


def test_an_audit_of_last_year_is_not_one_of_this_year(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    walk.audits(mentor)
    walk.story.clock.on(days=300)
    walk.office = walk.story.office()
    next_year = PREVIEW.replace("2026", "2027")
    assert "Amara Example Not this year 0" in words(walk.office.get(next_year).text)
    assert "Amara Example Completed 0" in preview(walk)


def test_fewer_than_five_answers_of_a_school_are_too_few_to_show(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(TRAINEES)
    walk.trainees_say(round_id, *["Agree"] * 4)
    walk.trainees_say(round_id, *["Disagree"] * 8, school="Elm School")
    assert "No evaluation" in preview(walk)
    walk.closes(round_id)
    shown = preview(walk)
    assert "Too few to show" in shown
    assert "Thought" not in shown


def test_a_school_that_would_give_the_others_away_is_not_shown(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(TRAINEES)
    walk.trainees_say(round_id, *["Agree"] * 5, *["Disagree"] * 5)
    walk.trainees_say(round_id, *["Agree"] * 2, school="Elm School")
    walk.closes(round_id)
    assert "Agree: " not in preview(walk)


def test_five_answers_or_more_of_a_school_are_shown_in_bands(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(TRAINEES)
    walk.trainees_say(round_id, *["Agree"] * 5, *["Neither"] * 2, *["Disagree"] * 3)
    walk.closes(round_id)
    shown = preview(walk)
    assert "I felt welcome at the school. Disagree or Neither: 5; Agree: 5" in shown
    assert "Thought" not in shown


def test_tutors_ratings_are_told_together_and_never_of_one_mentor(walk: Walk) -> None:
    tutor = walk.story.tutor()
    mentors = [walk.mentor(f"mentor{n}") for n in range(5)]
    round_id = walk.opens(SUPPORT)
    for mentor in mentors[:4]:
        walk.tutor_rates(tutor, mentor, round_id)
    walk.closes(round_id)
    assert "Strong: " not in preview(walk)
    until = {"closes_on": "2026-12-20"}
    walk.office.post(f"/office/evaluations/{round_id}/reopen", until)
    walk.tutor_rates(tutor, mentors[4], round_id)
    walk.closes(round_id)
    assert "Strong: 5" in preview(walk)


def test_from_all_four_who_answer_to_the_report_that_is_sent(walk: Walk) -> None:
    tutor = walk.story.tutor()
    mentors = [walk.mentor(f"mentor{n}") for n in range(5)]
    training, support = walk.opens(MENTORS, placement=""), walk.opens(SUPPORT)
    placement, school = walk.opens(TRAINEES), walk.opens(SCHOOLS, placement="")
    for mentor in mentors:
        sent = mentor.post(f"/evaluations/{training}", {"answer-prepared": "Neither"})
        assert "Your answers are sent" in sent.text
        walk.tutor_rates(tutor, mentor, support)
    walk.trainees_say(placement, *["Agree"] * 5)
    (itec,) = walk.asks(school, "r.adeyemi@oakfield.example")
    walk.by_link(itec, {"answers": "Disagree", "comment": "Answer sooner."})
    for round_id in (training, support, placement, school):
        walk.closes(round_id)
    assert "Answer sooner." in walk.results(school)
    made = makes(walk)
    shown = words(walk.office.get(f"/office/reports/{made}").text)
    assert "The training prepared me for my first trainee. Neither: 5" in shown
    assert "I felt welcome at the school. Agree: 5" in shown
    assert shown.count("Strong: 5") == 21
    assert "Answer sooner." not in shown
    assert "The university answers" not in shown
    with hired(walk.house, KEY) as worker:
        worker.works()
    to = {"name": "Ruth Adeyemi", "email": "r.adeyemi@oakfield.example"}
    assert "on its way" in walk.office.post(f"/office/reports/{made}/send", to).text


def test_gaps_and_training_stand_among_what_to_do_next(walk: Walk) -> None:
    for n in range(5):
        walk.audits(walk.mentor(f"mentor{n}", school="Elm School"))
    walk.mentor("amara")
    walk.office.post("/office/training/table/national-standards/rag")
    given = {"title": "Feedback that helps", "day": "2026-12-10", "place": "Library"}
    walk.office.post("/office/training/new", {**given, "write_id": "w"})
    shown = preview(walk)
    assert "Across all schools, 5 of 5 mentors rate themselves Red or Amber in ST1.1" in shown
    assert "Training to come: Feedback that helps, 10 December 2026, Library." in shown


def test_a_report_stays_as_it_was_made_and_its_rounds_stay_closed(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(SUPPORT)
    walk.closes(round_id)
    made = makes(walk)
    assert made == makes(walk)
    walk.mentor("bea")
    assert "Bea" not in walk.office.get(f"/office/reports/{made}").text
    assert "Bea" in preview(walk)
    until = {"closes_on": "2026-12-20"}
    refused = walk.office.post(f"/office/evaluations/{round_id}/reopen", until)
    assert refused.status_code == 409
    assert "two reports cannot be compared" in words(refused.text)


def test_the_pdf_is_made_by_the_worker_and_mailed_where_the_office_confirms(walk: Walk) -> None:
    walk.mentor("amara")
    made = makes(walk)
    page = walk.office.get(f"/office/reports/{made}").text
    assert "The PDF is being made" in page
    assert 'value="r.adeyemi@oakfield.example"' in page
    assert walk.office.get(f"/office/reports/{made}.pdf").status_code == 202
    to = {"name": "Ruth Adeyemi", "email": "r.adeyemi@oakfield.example"}
    send = f"/office/reports/{made}/send"
    assert walk.office.post(send, to).status_code == 409

    mailbox = Mailbox()
    with running_mail_server(mailbox) as smtp, hired(walk.house, KEY, smtp=smtp) as worker:
        worker.finishes()
        saved = walk.office.get(f"/office/reports/{made}.pdf")
        assert saved.data.startswith(b"%PDF")
        assert "mentoring-oakfield-school-2026.pdf" in saved.headers["Content-Disposition"]
        assert walk.office.post(send, {**to, "email": "ruth"}).status_code == 422
        for _ in range(2):
            assert "on its way" in walk.office.post(send, to).text
        worker.finishes()
    (mail,) = mailbox.kept
    assert mail["To"] == "r.adeyemi@oakfield.example"
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == saved.data


def test_the_same_report_gives_the_same_pdf(walk: Walk) -> None:
    walk.mentor("amara")
    made = makes(walk)
    with walk.house.units.reading() as unit:
        document = unit.session.get_one(SchoolReport, made).document
    first = render_school_report(unpacked(document))
    assert first == render_school_report(unpacked(document))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"school": "nowhere/W52AB"}, "choose a school"),
        ({"school_year": "1999"}, "this school year or the last"),
        ({"scheme_id": "west-london"}, "choose a school"),
    ],
)
def test_what_cannot_be_reported_on_is_refused(
    walk: Walk, changes: dict[str, str], says: str
) -> None:
    walk.mentor("amara")
    answer = walk.office.post("/office/reports", {**OAKFIELD, "write_id": "w", **changes})
    assert answer.status_code == 422
    assert says in answer.text


def test_a_report_that_is_not_the_provider_s_is_not_there(walk: Walk) -> None:
    for path in ("", ".pdf"):
        assert walk.office.get(f"/office/reports/somebody-elses{path}").status_code == 404
    assert walk.office.post("/office/reports/somebody-elses/send", {"name": "A",
                            "email": "a@b.example"}).status_code == 404  # fmt: skip
