"""QMS and QLMS through the pages to the certificate, and every row alone holding them back.

Each row is taken away from a record that has everything else, by those who can; mentor, tutor and
office then read why there is no award yet; and by the way that the page shows it is mended again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest

from .cumbria import QLMS, QMS, Cumbria
from .story import Story

AWARDS = (QMS, QLMS)
TRAINEES = "Two trainees mentored within the last three years"
BRIEFING = "A briefing is attended, or its online module is complete"
PORTFOLIO = "The portfolio is handed in within twelve months of the briefing"
PANEL = "The panel passes the portfolio"
OBSERVED = {
    QMS: "The partnership tutor observes developmental feedback to a trainee",
    QLMS: "The partnership tutor observes a mentor training session",
}


@dataclass(frozen=True)
class Missing:
    """A requirement that a page says is missing: its words, from whom, and what can be done."""

    words: str
    whom: str
    links: bool


NEED = re.compile(
    r'<div class="need">(.*?)(?=<div class="need[ "]|</li>\s*(?:<li|</ol|</ul))', re.S
)
TAGS = re.compile(r"<[^>]+>")


def words_of(html: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", html)).split())


def missing_on(page: str) -> list[Missing]:
    """What the rows of a record page say is missing."""
    found = []
    for block in NEED.findall(page):
        words = words_of(
            block.partition('class="need-by"')[0].partition("Missing:</span>")[2] + ">"
        )
        whom = re.search(r"Needed from ([^<]+)", block)
        assert whom, block
        links = bool(re.search(r"<a |<form ", block))
        found.append(Missing(words.removesuffix("<span").strip(" >"), whom[1].strip(), links))
    return found


def pages(way: Cumbria) -> dict[str, str]:
    """The record as its three readers see it."""
    return {
        "mentor": way.mentor.get(way.at).text,
        "tutor": way.tutor.get(f"/tutor/mentors/{way.id}").text,
        "office": way.office.get(f"/office/mentors/{way.id}").text,
    }


def next_step(page: str) -> str:
    found = re.search(
        r'class="[^"]*next-step.*?</section>|class="[^"]*next-step.*?</div>\s*</div>', page, re.S
    )
    return words_of(found[0]) if found else ""


def assert_held_back(way: Cumbria, *expected: str) -> None:
    """All three are told the same; whoever is to move has a way to do so on the page."""
    shown = pages(way)
    for reader, page in shown.items():
        missing = missing_on(page)
        assert [one.words for one in missing] == list(expected), reader
        assert all(one.whom for one in missing)
        for one in missing:
            if "you" in one.whom.split():
                assert one.links, (reader, one)
        assert next_step(page), reader
        assert "Issue certificate" not in page
    assert way.page.sign_as is None


@pytest.fixture(scope="module", params=AWARDS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cumbria:
    """Every row is met and nobody has signed; observed when the panel had passed it already."""
    way = Cumbria(Story(tmp_path_factory.mktemp("whole")), award=request.param)
    way.is_briefed()
    way.adds_evidence()
    way.hands_in()
    way.panel_decides()
    assert_held_back(way, OBSERVED[way.award])
    way.is_observed()
    assert way.page.met == way.page.total
    return way


def taken_back(way: Cumbria, name: str) -> None:
    """The office takes a confirmation back."""
    fact = way.requirement(name).fact_id
    at = f"/office/mentors/{way.id}/withdraw/{fact}"
    assert "has been taken back" in way.office.post(at, {"reason": "It was an error."}).text


def entry_taken_back(way: Cumbria, activity: str) -> None:
    page = way.mentor.get(f"{way.at}/practice").text
    (part,) = re.findall(rf'<section[^>]*aria-labelledby="{activity}".*?</section>', page, re.S)
    first = re.findall(r"/practice/([^/\"]+)/take-back", part)[0]
    assert "counts no more" in way.mentor.post(f"{way.at}/practice/{first}/take-back").text


def attendance_taken_back(way: Cumbria) -> None:
    at = f"/tutor/mentors/{way.id}/briefing"
    (fact,) = re.findall(r"/briefing/([^/\"]+)/take-back", way.tutor.get(at).text)
    assert "counts no more" in way.tutor.post(f"{at}/{fact}/take-back").text


Step = Callable[[Cumbria], None]
SCHOOL = {
    "qualified": "The school confirms qualified teacher status",
    "initial-training": "The school or the partnership confirms the initial mentor training",
    "range": "The school confirms the range of experiences",
    "agreement": "The head teacher or senior leader agrees",
}
ENTRIES = {
    "trainees": TRAINEES,
    "mentors": "Two mentors supported within the last three years",
    "co-delivery": "Mentor training given together with an experienced colleague",
    "studies-sessions": "Professional studies sessions planned and given",
}
ONLY_QLMS = ("mentors", "studies-sessions", "co-delivery")


class TestEachRowAlone:
    """Whatever is missing after a row has gone is named; nothing else is."""

    @pytest.mark.parametrize("name", SCHOOL)
    def test_what_the_school_confirms(self, whole: Cumbria, name: str) -> None:
        taken_back(whole, name)
        assert_held_back(whole, SCHOOL[name])
        shown = {reader: missing_on(page)[0].whom for reader, page in pages(whole).items()}
        if name == "initial-training":
            assert shown["tutor"].startswith("the head teacher or senior leader or you")
        else:
            assert shown["mentor"].startswith("your head teacher or senior leader")
            assert shown["tutor"].startswith("the head teacher or senior leader")
        whole.school_confirms()
        assert whole.page.met == whole.page.total

    @pytest.mark.parametrize("name", ENTRIES)
    def test_what_the_mentor_has_done(self, whole: Cumbria, name: str) -> None:
        if name in ONLY_QLMS and whole.award == QMS:
            assert all(one.id != name for one in whole.page.award.activities)
            return
        entry_taken_back(whole, name)
        if name == "co-delivery":  # one is enough, and two were recorded
            assert whole.page.met == whole.page.total
            entry_taken_back(whole, name)
        assert_held_back(whole, ENTRIES[name])
        shown = {reader: missing_on(page)[0].whom for reader, page in pages(whole).items()}
        assert shown == {"mentor": "you", "tutor": "the mentor", "office": "the mentor"}
        assert "Record it" in next_step(pages(whole)["mentor"])
        whole.practises(name)
        assert whole.page.met == whole.page.total

    def test_the_tutor_s_signature_on_the_application(self, whole: Cumbria) -> None:
        taken_back(whole, "signed")
        assert_held_back(
            whole, "The partnership tutor supports the mentor and signs the application"
        )
        assert "Confirm" in next_step(pages(whole)["tutor"])
        whole.confirms(whole.tutor, "tutor", "signed")
        assert whole.page.met == whole.page.total

    def test_the_office_s_enrolment(self, whole: Cumbria) -> None:
        taken_back(whole, "enrolled")
        assert_held_back(whole, "The office enrols the mentor")
        assert "Confirm" in next_step(pages(whole)["office"])
        whole.confirms(whole.office, "office", "enrolled")
        assert whole.page.met == whole.page.total

    def test_the_briefing_and_with_it_the_months_of_the_portfolio(self, whole: Cumbria) -> None:
        attendance_taken_back(whole)
        assert_held_back(whole, BRIEFING, PORTFOLIO)
        assert "See the briefings" in next_step(pages(whole)["mentor"])
        whole.attends()
        assert whole.page.met == whole.page.total


@pytest.mark.parametrize("award", AWARDS)
def test_from_interest_to_a_certificate_that_anybody_can_check(
    tmp_path_factory: pytest.TempPathFactory, award: str
) -> None:
    """Observed before the portfolio is handed in, so that panel and portfolio are missed alone."""
    way = Cumbria(Story(tmp_path_factory.mktemp("walk")), award=award)
    way.enters()
    (letter,) = way.story.letters("amara@oakfield.example")
    assert "You have registered your interest" in letter
    assert "QMS and QLMS in brief (PDF)" in way.mentor.get(way.at).text
    way.practises()
    way.school_confirms()
    way.applies()
    way.confirms(way.tutor, "tutor", "signed")
    way.confirms(way.office, "office", "enrolled")
    assert_held_back(way, BRIEFING, OBSERVED[award], PORTFOLIO, PANEL)
    way.attends()
    way.is_observed()
    way.adds_evidence()
    assert_held_back(way, PORTFOLIO, PANEL)
    way.hands_in()
    assert_held_back(way, PANEL)
    assert "To the scrutiny panel" in next_step(pages(way)["office"])
    way.panel_decides("refer", "Please say more about ST3.")
    assert_held_back(way, PANEL)
    for reader, page in pages(way).items():
        assert "Please say more about ST3." in page, reader
    way.hands_in()
    way.panel_decides()
    assert missing_on(pages(way)["mentor"]) == []
    way.signs(way.tutor, "tutor")
    way.signs(way.panellist("chris"), "panel")
    issued = way.office.post(f"/office/mentors/{way.id}/issue")
    assert "The certificate has been issued" in issued.text
    assert "Congratulations" in way.mentor.get(way.at).text
    assert way.page.certificate is not None
    stranger = way.story.app.test_client()
    verdict = stranger.get(f"/verify/{way.page.certificate.number}").text
    assert "Amara Okafor" in verdict
    assert award.rpartition("/")[2].upper() in verdict
    assert "The badge that goes with it" in verdict


def test_a_portfolio_handed_in_too_early_is_taken_back_on_its_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    way = Cumbria(Story(tmp_path_factory.mktemp("early")))
    way.is_briefed()
    way.adds_evidence()
    way.hands_in()
    assert "Handed in too early?" in way.mentor.get(f"{way.at}/handing-in").text
    back = way.mentor.post(f"{way.at}/handing-in/take-back")
    assert "Taken back" in back.text
    received = {"on": way.story.clock.today().isoformat()}
    way.tutor.post(f"/tutor/mentors/{way.id}/portfolio/received", received)
    assert "Take it back" not in way.mentor.get(f"{way.at}/handing-in").text
    at = f"/tutor/mentors/{way.id}/portfolio"
    assert "Take it back" in way.tutor.get(at).text
    assert "counts as not handed in" in way.tutor.post(f"{at}/take-back").text
    assert "It can be handed in until" in way.mentor.get(way.at).text
