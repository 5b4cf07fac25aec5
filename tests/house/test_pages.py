"""Every page that somebody can come to: well made, leading on, and cheap for the database.

Each walk begins where a person begins and follows every link, so that a page is held to the rules
without being named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Playwright
from sqlalchemy import update

from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import visits
from lti_tool.web.access import cookie_name

from ..usecases.watching import Queries
from ..web.story import AWARD, Person, Story
from .cast import cast, failed_letter
from .looking import Phone
from .pages import Page

MOST_QUERIES = 15
NO_PAGE = {
    *("assets.serve", "lti.login", "lti.key_set", "mentor.media"),
    *("public.credential", "public.credential_status", "public.issuer", "public.issuer_key"),
    *("panel.evidence_file", "manager.evidence_file"),
}
"""What answers machines, and what pages are made of; the other tests of its room look after it."""


OTHER_SEATS = {"office.observation", "manager.observation", "panel.observation"}
"""Forms of observers in seats that no scheme that comes with the tool asks to observe."""


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
            answer = self.browser.get(path, buffered=True)
        self.queries[path] = queries.count
        if answer.status_code >= 400:
            self.wrong.append(f"{path} answers {answer.status_code}")
        self.endpoints.add(self.endpoint(path))
        if 300 <= answer.status_code < 400:
            return Page(path, f'<a href="{answer.location}">').links()
        if answer.mimetype != "text/html":
            return set()
        page = self.pages[path] = Page(path, answer.text)
        self.wrong += [f"{path}: {fault}" for fault in page.faults()]
        return page.links()

    def endpoint(self, path: str, method: str = "GET") -> str:
        """Which view answers the address."""
        adapter = self.story.app.url_map.bind("localhost")
        return str(adapter.match(path.partition("?")[0], method)[0])


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
    "mentor with an audit",
    "mentor with evidence",
    "tutor",
    "mentor on a route",
    "mentor with a place",
    "panel",
    "mentor for long",
    "mentor on a stage",
    "lead mentor",
    "manager",
    "recogniser",
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
    assert pages - visited - NO_PAGE - OTHER_SEATS == set()


# --- In a browser on a phone ------------------------------------------------------------------

LOOKED_AT_ELSEWHERE = {
    *("mentor.module", "mentor.section", "mentor.print_module", "mentor.save_module"),
    "mentor.quiz",
}
"""Every page of every module is, by ``tests/e2e``."""
PEOPLE_EACH = 3
"""For how many people a kind of page is looked at: its states are theirs."""


@cache
def to_look_at() -> dict[str, dict[str, str]]:
    """By person and kind of page: an address. Pages that anybody meets are shared out."""
    plan: dict[str, dict[str, str]] = {who: {} for who in EVERYBODY}
    seen: Counter[str] = Counter()
    for who in EVERYBODY:
        kinds = {walk(who).endpoint(path): path for path in sorted(walk(who).pages, reverse=True)}
        for kind in kinds.keys() - LOOKED_AT_ELSEWHERE:
            if seen[kind] < PEOPLE_EACH or kind == "mentor.award":
                plan[who][kind] = kinds[kind]
                seen[kind] += 1
    return plan


@pytest.fixture(scope="module")
def phone(playwright: Playwright) -> Iterator[Phone]:
    with Phone.of(playwright, cast().story.app) as one:
        yield one


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_a_phone(phone: Phone, who: str) -> None:
    if who in cast().people:
        handle = cast().people[who].visit.handle
        phone.keep_cookie(cookie_name(handle), visits.cookie_of(cast().story.house, handle))
    found = [fault for path in to_look_at()[who].values() for fault in phone.faults(path)]
    assert found == []


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
