"""A house in which something of everything has happened, with people at every stage of the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import update

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import (
    awards,
    certify,
    claims,
    mentoring,
    portfolio,
    portfolio_exports,
    signing,
    study,
)
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.shared_audit_sharing import set_sharing

from .. import audited
from ..audited import write_pack
from ..evidence_pack import SHOWING, written
from ..usecases.auditing import Auditor
from ..web.cumbria import QMS, Cumbria
from ..web.evidence import enters, has, record_of
from ..web.exeter import with_meetings
from ..web.ljmu import Walk as Stage
from ..web.story import AWARD, Person, Story
from .evaluated import evaluates

MODULE = "west-london/entry-1"
MASTERY = "west-london/mastery"


@dataclass(frozen=True)
class Cast:
    """People at every stage of the way, and the numbers and links that came of it."""

    story: Story
    people: dict[str, Person]
    links: dict[str, str]
    standing: str
    revoked: str


def new_story() -> Story:
    """An empty house with a pack of its own beside those that come with the tool."""
    folder = Path(mkdtemp(prefix="pages-"))
    written(folder)
    return Story(folder, packs=(write_pack(folder / "packs"),))


@cache
def cast() -> Cast:
    story = new_story()
    office, tutor = story.office(), story.tutor()
    on_the_way, asked = halfway(story)
    failed_letter(story, office, 0)
    signing_now = story.mentor("sam", name="Sam Keita")
    story.everything_met(signing_now, tutor)
    story.ready_to_issue(story.mentor("ines", name="Ines Aubert"), tutor)
    certified, standing = issued(story, "amara", "Amara Okafor", office, tutor)
    growing, showing = with_audit(story), with_evidence(story)
    placed, qualifying, reader = on_a_route(story)
    staged, manager = on_a_stage(story, "ljmu/effective", "ada", "Ada Nowak")
    _, recogniser = on_a_stage(story, "ljmu/advanced-recognition", "uwe", "Uwe Brandt")
    leading, asked_trainees = with_meetings(story)
    halfway(story, "pia", "Pia Lang")
    people = {
        "mentor on a stage": staged,
        "lead mentor": leading,
        "manager": manager,
        "recogniser": recogniser,
        "newcomer": story.enter("nadia", "mentor", name="Nadia Rahman"),
        "beginner": left_behind(story, story.mentor("ola", name="Ola Berg")),
        "mentor on the way": on_the_way,
        "mentor who may sign": signing_now,
        "mentor with a certificate": certified,
        "mentor with an audit": growing,
        "mentor with evidence": showing,
        "mentor for long": mastering(story),
        "mentor with a place": placed,
        "mentor on a route": qualifying,
        "panel": reader,
        "tutor": tutor,
        "office": office,
    }
    leads = {**links(story, tutor, asked), "with an audit": asked_to_grow(story, growing)}
    leads["with evidence"] = asked_to_read(story, showing, office)
    leads |= asked_trainees | evaluates(story, leading, tutor)
    names_a_stranger(story)
    return Cast(story, people, leads, standing, taken_back(story, office, tutor))


def taken_back(story: Story, office: Person, tutor: Person) -> str:
    """The number of a certificate that was revoked."""
    _, number = issued(story, "rui", "Rui Teixeira", office, tutor)
    certify.revoke(story.house, office.visit, number, "Issued for the wrong award.")
    return number


def on_a_route(story: Story) -> tuple[Person, Person, Person]:
    """Somebody with a place on a briefing; one whose portfolio is with the panel; a reader."""
    early = Cumbria(story, "kofi", "Kofi Mensah")
    early.is_enrolled()
    early.mentor.post(f"/awards/{QMS}/briefings/{early.plans()}/book")
    late = Cumbria(story, "leila", "Leila Haddad")
    late.is_briefed()
    late.adds_evidence()
    late.mentor.post(f"/awards/{QMS}/handing-in", {"agreed": "yes"})
    reader = late.panellist("chris")
    return early.mentor, late.mentor, reader


def on_a_stage(story: Story, award_id: str, sub: str, name: str) -> tuple[Person, Person]:
    """A mentor on a stage that somebody of the university has verified, and that person."""
    way = Stage(story, award_id, sub, name)
    way.goes()
    way.school_verifies()
    person = way.somebody_of_the_university()
    way.university_verifies(person)
    return way.mentor, person


def names_a_stranger(story: Story) -> None:
    """A mentor whose PCM has an address that nobody has looked at."""
    mentor = story.enter("ivo", "mentor", name="Ivo Horak")
    details = {**story.details("ivo", "Ivo Horak"), "pcm_email": "ruth@elsewhere.example"}
    awards.enrol(story.house, mentor.visit, AWARD, details, consent=True)
    signing.ask_pcm(story.house, mentor.visit, AWARD)


def left_behind(story: Story, mentor: Person) -> Person:
    """A mentor on a version of the scheme that is not the current one."""
    with story.house.units.writing() as unit:
        theirs = Enrolment.person_id == mentor.visit.person_id
        unit.session.execute(update(Enrolment).where(theirs).values(scheme_version="2025.1"))
    return mentor


def halfway(story: Story, sub: str = "bea", name: str = "Bea Lindqvist") -> tuple[Person, str]:
    """A mentor in the middle of everything; the link of a PCM whose address nobody knows yet."""
    mentor = story.mentor(sub, name=name)
    house, visit = story.house, mentor.visit
    study.start_quiz(house, visit, MODULE)
    claims.claim_experience(house, visit, AWARD, ("ENTRY.3",), "Six years at Oakfield.")
    return mentor, story.ask_pcm(mentor)


def with_audit(story: Story) -> Person:
    """A mentor whose audit is complete, reviewed, under review again, planned from and shared."""
    mentor = story.enter("mira", "mentor", name="Mira Novak")
    details = {**story.details("mira", "Mira Novak"), "pcm_name": "Ruth Adeyemi"}
    awards.enrol(story.house, mentor.visit, audited.AWARD, details, consent=True)
    auditor = Auditor(story.house, mentor.visit)
    auditor.completes(targets="Listen longer")
    auditor.reviews()
    auditor.begins_review()
    set_sharing(story.house, mentor.visit, audited.AUDIT, shared=True)
    return mentor


def asked_to_grow(story: Story, mentor: Person) -> str:
    """The link of the PCM of a mentor who shares an audit."""
    signing.ask_pcm(story.house, mentor.visit, audited.AWARD)
    page = awards.my_award(story.house, mentor.visit, audited.AWARD)
    assert page is not None
    return f"/s/{token_of(story.house, page.requests[0].request_id)}"


def with_evidence(story: Story) -> Person:
    """A mentor with evidence of every sort of page: a file, something taken out, an export."""
    mentor = enters(story, "zoe")
    house, visit = story.house, mentor.visit
    has(story, mentor, "file")
    portfolio.remove_item(house, visit, has(story, mentor))
    story.study(mentor)
    portfolio_exports.ask(house, visit, "zip")
    return mentor


def mastering(story: Story) -> Person:
    """A mentor with mentoring recorded and taken back, and experience that the office decides."""
    mentor = story.enter("noor", "mentor", name="Noor Aziz")
    house, visit = story.house, mentor.visit
    awards.enrol(house, visit, MASTERY, story.details("noor", "Noor Aziz"), consent=True)
    for year in (2023, 2025):
        first, last = date(year, 9, 1), date(year + 1, 7, 1)
        mentoring.add_period(
            house,
            visit,
            mentoring.Period(first, last, goes_on=False, school="Oakfield", trainee=""),
        )
    page = mentoring.mentoring_page(house, visit)
    mentoring.take_back(house, visit, page.view.periods[0].fact_id)
    claims.claim_experience(house, visit, MASTERY, ("MASTERY.1",), "Six years at Oakfield.")
    return mentor


def asked_to_read(story: Story, mentor: Person, office: Person) -> str:
    """The link of the PCM who is to read a mentor's evidence."""
    signing.ask_pcm(story.house, mentor.visit, SHOWING)
    story.vouch(office)
    return f"/s/{token_of(story.house, record_of(story, mentor).requests[0].request_id)}"


def issued(story: Story, sub: str, name: str, office: Person, tutor: Person) -> tuple[Person, str]:
    mentor = story.mentor(sub, name=name)
    return mentor, story.issue(office, story.ready_to_issue(mentor, tutor))


def links(story: Story, tutor: Person, asked: str) -> dict[str, str]:
    """What e-mailed links lead to: something to confirm, to sign, nothing any more."""
    signing_now, has_signed = (
        story.mentor(sub, name=name) for sub, name in (("lou", "Lou Brandt"), ("kit", "Kit Osei"))
    )
    for mentor in (signing_now, has_signed):
        story.everything_met(mentor, tutor)
    answered = story.mentor_signs(has_signed)
    story.pcm_signs(answered)
    to_sign = story.mentor_signs(signing_now)
    return {"to confirm": asked, "to sign": to_sign, "answered": answered}


def failed_letter(story: Story, office: Person, n: int) -> None:
    """A letter that the mail server refused."""
    with story.house.units.writing() as unit:
        message = OutboxMessage(
            kind="mail",
            lane=f"mail:{n}",
            body={"subject": "Please confirm", "to": f"nobody{n}@oakfield.example"},
            provider_id=office.visit.provider_id,
            created_at=unit.now,
            not_before=unit.now,
            attempts=1,
            outcome="failed",
            error="The mail server knows no such address.",
        )
        unit.session.add(message)
