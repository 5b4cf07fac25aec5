"""The whole way to an Entry certificate, through the application, on both databases.

Only what databases do differently is looked at here: that all of it works, and what happens once
when it is asked for several times at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.domain.certificates import CertificateStatus
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.people import Person as PersonRow
from lti_tool.persistence.records import Certificate, Document, Enrolment, FactRow
from lti_tool.persistence.study import ModuleWork
from lti_tool.usecases import certify, desks
from lti_tool.usecases.house import House
from lti_tool.usecases.housekeeping import tidy

from ..outbound import pdf_reading
from ..usecases.delivering import Mailbox, RecordStore, counterpart, hired, running_mail_server
from ..usecases.learning import REFLECTION, Learner, good_answer
from ..usecases.place import Place, rows
from ..usecases.racing import at_once
from ..web.story import AWARD, Person, Story
from .conftest import settings_for


@dataclass
class StoryOnIts(Story):
    """The story on a database that the migrations have made."""

    database_url: str = ""

    def _app(self) -> Flask:
        return create_app(settings_for(self.database_url), clock=self.clock)


@pytest.fixture
def story(database_url: str, tmp_path: Path) -> Iterator[Story]:
    story = StoryOnIts(tmp_path, database_url=database_url)
    yield story
    story.house.units.engine.dispose()


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return ToolKey.generate()


def verbs(house: House) -> list[str]:
    kept = sorted(rows(house, StatementRow), key=lambda row: row.seq)
    return [row.body["verb"]["id"].rpartition("/")[2] for row in kept]


def test_from_entering_to_a_certificate_that_a_stranger_can_check(
    story: Story, key: ToolKey
) -> None:
    mentor, tutor, office = story.mentor(), story.tutor(), story.office()
    number = story.issue(office, story.ready_to_issue(mentor, tutor))
    mailbox, store = Mailbox(), RecordStore()
    with (
        running_mail_server(mailbox) as smtp,
        counterpart(store) as lrs,
        hired(story.house, key, smtp=smtp, lrs=lrs) as worker,
    ):
        worker.finishes()
    kept = sorted(rows(story.house, StatementRow), key=lambda row: row.seq)
    assert [row.body for row in kept] == list(store.kept.values())
    assert {"initialized", "completed", "signed", "earned"} <= set(verbs(story.house))
    certificates = [m for m in mailbox.kept if "Your certificate" in str(m["Subject"])]
    assert [(m["To"], m["Cc"]) for m in certificates] == [
        ("amara@oakfield.example", "r.adeyemi@oakfield.example")
    ]
    _check_what_people_see(story, number, mentor, tutor, office)


def _check_what_people_see(
    story: Story, number: str, mentor: Person, tutor: Person, office: Person
) -> None:
    page = story.page(mentor)
    assert all(row.met for row in page.rows)
    assert page.certificate is not None
    assert page.certificate.ready
    assert tutor.get("/tutor/").status_code == office.get("/office/").status_code == 200
    assert "Amara Okafor" in story.app.test_client().get(f"/verify/{number}").text
    file = certify.document(story.house, mentor.visit, number, "certificate")
    assert file is not None
    assert "Amara Okafor" in pdf_reading.text_of(file.content)
    certify.revoke(story.house, office.visit, number, "A mistake")
    assert certify.verify(story.house, number).status is CertificateStatus.REVOKED


def test_lists_find_people_alike_on_both(story: Story) -> None:
    """Case, accents and wildcards in what is looked for; pages that nobody has."""
    for sub, name in (("a", "Żaneta Nowak"), ("b", "anna %_ Lee"), ("c", "Anna Berg")):
        story.mentor(sub, name=name)
    office, tutor = story.office().visit, story.tutor().visit
    page = desks.mentors_page(story.house, office)
    assert {line.mentor_name for line in page.mentors} == {
        "Żaneta Nowak", "anna %_ Lee", "Anna Berg",
    }  # fmt: skip
    for query, found in (("ANNA", 2), ("%_", 1), ("_", 1), ("żaneta", 1), ("\\", 0), ("'", 0)):
        assert desks.mentors_page(story.house, office, query=query).total == found, query
        assert desks.tutor_desk(story.house, tutor, query=query).total == found, query
    assert desks.mentors_page(story.house, office, page=10**30).mentors == ()
    assert desks.register_page(story.house, office, query="x").certificates == ()


def test_an_issue_clicked_many_times_at_once_makes_one_certificate(story: Story) -> None:
    mentor, tutor, office = story.mentor(), story.tutor(), story.office()
    enrolment_id = story.ready_to_issue(mentor, tutor)
    numbers = at_once(*[lambda: certify.issue(story.house, office.visit, enrolment_id)] * 6)
    (kept,) = rows(story.house, Certificate)
    assert set(numbers) == {kept.number}
    assert len(rows(story.house, OutboxMessage, kind="certificate")) == 1
    assert verbs(story.house).count("earned") == 1


def test_a_signature_clicked_many_times_at_once_is_one(story: Story) -> None:
    mentor, tutor = story.mentor(), story.tutor()
    story.everything_met(mentor, tutor)
    enrolment_id = story.page(mentor).enrolment_id

    def sign() -> str:
        try:
            story.sign(mentor, enrolment_id, Seat.MENTOR)
        except Conflict:
            return "refused"
        return "signed"

    results = at_once(*[sign] * 4)
    assert "signed" in results
    assert len(rows(story.house, FactRow, kind="Signed")) == 1


def test_entering_many_times_at_once_is_entering_once(story: Story) -> None:
    def enter() -> str:
        try:
            story.mentor()
        except Conflict:
            return "refused"
        return "entered"

    assert "entered" in at_once(*[enter] * 4)
    assert len(rows(story.house, Enrolment)) == 1
    assert len(rows(story.house, PersonRow, sub="amara")) == 1


def test_a_module_is_completed_once_however_many_windows_finish_it(
    house: House, place: Place
) -> None:
    visit = place.mentor()
    place.enrolled(visit)
    learner = Learner(house, visit)
    learner.does_everything(all_but=REFLECTION)
    last: Any = learner.module.block(REFLECTION)
    before = len(learner.scores())
    calls = [
        *(
            lambda w=word: learner.answers(REFLECTION, good_answer(last), write_id=w)
            for word in "abc"
        ),
        *(lambda s=section.id: learner.finishes(s) for section in learner.module.sections),
    ]
    at_once(*calls)
    assert len(rows(house, FactRow, kind="ModuleDone")) == 1
    assert len(rows(house, ModuleWork)) == 1
    completed = [s for s in learner.told("completed") if "duration" in s["result"]]
    assert len(completed) == 1
    assert learner.scores()[before:] == [100]
    assert len(learner.scores("award:west-london/entry")) == 1


def test_certificates_and_their_files_stay_when_the_house_is_tidied(
    story: Story, key: ToolKey
) -> None:
    mentor, tutor, office = story.mentor(), story.tutor(), story.office()
    number = story.issue(office, story.ready_to_issue(mentor, tutor))
    with hired(story.house, key) as worker:
        worker.works()
    story.clock.on(days=400)
    while tidy(story.house):
        pass
    assert len(rows(story.house, Document, certificate_number=number)) == 2
    assert story.page(story.enter("amara", "mentor")).award.id == AWARD
