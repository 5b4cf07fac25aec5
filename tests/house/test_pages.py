"""Every page that somebody can come to: well made, leading on, and cheap for the database.

Each walk begins where a person begins and follows every link, so that a page is held to the rules
without being named here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import certify, confirming, study

from ..usecases.watching import Queries
from ..web.story import AWARD, Person, Story
from .pages import Page

MOST_QUERIES = 15
MODULE = "west-london/entry-1"
NO_PAGE = {"assets.serve", "lti.login", "lti.key_set", "mentor.media"}
"""What answers machines; the other tests of its room look after it."""


@dataclass
class Walk:
    """The pages that links lead somebody to, and what is wrong with them."""

    story: Story
    browser: FlaskClient
    wrong: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    endpoints: set[str] = field(default_factory=set)

    def from_here(self, *starts: str) -> Walk:
        """Open what the starts lead to, each address once."""
        waiting = set(starts)
        while new := waiting - set(self.queries):
            waiting = set().union(*(self.open(path) for path in sorted(new)))
        return self

    def open(self, path: str) -> set[str]:
        """Look at one address; where it leads."""
        with Queries(self.story.house.units.engine) as queries:
            answer = self.browser.get(path)
        self.queries[path] = queries.count
        if answer.status_code >= 400:
            self.wrong.append(f"{path} answers {answer.status_code}")
        self.endpoints.add(self._endpoint(path))
        if 300 <= answer.status_code < 400:
            return Page(path, f'<a href="{answer.location}">').links()
        if answer.mimetype != "text/html":
            return set()
        page = self.pages[path] = Page(path, answer.text)
        self.wrong += [f"{path}: {fault}" for fault in page.faults()]
        return page.links()

    def _endpoint(self, path: str) -> str:
        adapter = self.story.app.url_map.bind("localhost")
        return str(adapter.match(path.partition("?")[0])[0])


# --- A house in which something of everything has happened ----------------------------------


@dataclass(frozen=True)
class Cast:
    """People at every stage of the way, and the numbers and links that came of it."""

    story: Story
    people: dict[str, Person]
    links: dict[str, str]
    standing: str
    revoked: str


@cache
def cast() -> Cast:
    story = Story(Path(mkdtemp(prefix="pages-")))
    office, tutor = story.office(), story.tutor()
    on_the_way, asked = halfway(story)
    failed_letter(story, office, 0)
    signing_now = story.mentor("sam", name="Sam Keita")
    story.everything_met(signing_now, tutor)
    story.ready_to_issue(story.mentor("ines", name="Ines Aubert"), tutor)
    certified, standing = issued(story, "amara", "Amara Okafor", office, tutor)
    _, revoked = issued(story, "rui", "Rui Teixeira", office, tutor)
    certify.revoke(story.house, office.visit, revoked, "Issued for the wrong award.")
    people = {
        "newcomer": story.enter("nadia", "mentor", name="Nadia Rahman"),
        "beginner": story.mentor("ola", name="Ola Berg"),
        "mentor on the way": on_the_way,
        "mentor who may sign": signing_now,
        "mentor with a certificate": certified,
        "tutor": tutor,
        "office": office,
    }
    return Cast(story, people, links(story, tutor, asked), standing, revoked)


def halfway(story: Story) -> tuple[Person, str]:
    """A mentor in the middle of everything; the link of a PCM whose address nobody knows yet."""
    mentor = story.mentor("bea", name="Bea Lindqvist")
    house, visit = story.house, mentor.visit
    study.start_quiz(house, visit, MODULE)
    confirming.claim_experience(house, visit, AWARD, ("ENTRY.3",), "Six years at Oakfield.")
    return mentor, story.ask_pcm(mentor)


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


# --- The walks ------------------------------------------------------------------------------


@cache
def walk(who: str) -> Walk:
    """Everywhere that links lead this person."""
    story = cast().story
    if who in cast().people:
        person = cast().people[who]
        return Walk(story, person.browser).from_here(f"{person.root}/")
    return Walk(story, story.app.test_client()).from_here(*first_pages(who))


def first_pages(who: str) -> Iterable[str]:
    """Where those begin who come without a launch: at a link they were sent, or by themselves."""
    if who == "holder of a link":
        return cast().links.values()
    numbers = (f"/verify/{number}" for number in (cast().standing, cast().revoked))
    machines = ("/healthz", "/readyz", "/xapi/profile")
    return ("/", "/verify?number=", "/lti/launch", *machines, *numbers)


EVERYBODY = [
    "newcomer",
    "beginner",
    "mentor on the way",
    "mentor who may sign",
    "mentor with a certificate",
    "tutor",
    "office",
    "holder of a link",
    "anybody",
]


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_are_well_made_and_every_link_leads_somewhere(who: str) -> None:
    assert walk(who).wrong == []
    assert walk(who).pages


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_asks_the_database_much(who: str) -> None:
    asked = walk(who).queries
    assert {path: n for path, n in asked.items() if n > MOST_QUERIES} == {}


def test_the_walks_came_to_every_page_there_is() -> None:
    """A page that no link leads to would not be held to anything, nor found by anybody."""
    story = cast().story
    pages = {
        str(rule.endpoint)
        for rule in story.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    visited = set().union(*(walk(who).endpoints for who in EVERYBODY))
    assert pages - visited - NO_PAGE == set()


# --- Many mentors ---------------------------------------------------------------------------


def crowd(story: Story, office: Person, numbers: range) -> None:
    """Mentors of whom tutor and office each want something, and letters that failed."""
    whole = len(story.house.library.award(AWARD).criteria)
    for n in numbers:
        mentor = story.mentor(f"mentor-{n}", name=f"Mentor{n} Example")
        story.ask_pcm(mentor)
        failed_letter(story, office, n)
        kept = {"waiting_for": ",link_tutor,office,", "criteria_met": whole - n % 2}
        with story.house.units.writing() as unit:
            unit.session.execute(
                update(Enrolment).where(Enrolment.person_id == mentor.visit.person_id).values(kept)
            )


def asked_by(story: Story, person: Person, path: str) -> int:
    with Queries(story.house.units.engine) as queries:
        answer = person.get(path)
    assert answer.status_code == 200
    return queries.count


def test_desks_ask_as_much_for_sixty_mentors_as_for_five(tmp_path: Path) -> None:
    story = Story(tmp_path)
    office, tutor = story.office(), story.tutor()
    desks = [(tutor, "/tutor/"), (office, "/office/"), (office, "/office/mentors")]
    crowd(story, office, range(5))
    few = [asked_by(story, person, path) for person, path in desks]
    crowd(story, office, range(5, 60))
    many = [asked_by(story, person, path) for person, path in desks]

    assert all(person.get(path).text.count("Example") > 20 for person, path in desks)
    assert many == few


# --- The rules ------------------------------------------------------------------------------

GOOD = """<html lang="en-GB"><head><title>Sign – Brent</title></head>
<body><a href="#main">Skip</a><main id="main"><h1>Sign</h1><a href="/privacy">P</a></main></html>"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (' lang="en-GB"', ""),
        ("Sign – Brent", " – Brent"),
        ("<h1>Sign</h1>", "<h2>Sign</h2>"),
        ("<h1>Sign</h1>", "<h1>Sign</h1><h1>Again</h1>"),
        ("<h1>Sign</h1>", "<h1> </h1>"),
        ('<a href="#main">Skip</a>', ""),
        ('href="/privacy"', 'href=""'),
        ('href="/privacy"', "href"),
        ('href="/privacy"', 'href="#nowhere"'),
        ('href="/privacy"', 'id="main" href="/privacy"'),
        ('<a href="/privacy">', '<img src="" alt=""><a href="/privacy">'),
    ],
)
def test_the_rules_would_notice(old: str, new: str) -> None:
    assert old in GOOD
    assert bool(Page("/sign", GOOD.replace(old, new, 1) if old else GOOD).faults()) is bool(old)
