"""Every page and letter about an award calls its people what the scheme calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from lti_tool.config import data_folder
from lti_tool.content.library import load_packs
from lti_tool.domain.schemes import Award, Scheme
from lti_tool.domain.seats import STAFF, Role, Seat
from lti_tool.usecases import awards
from lti_tool.usecases.requests import token_of

from .ljmu import DETAILS, Walk
from .story import Person, Story

SCHEMES = load_packs([data_folder("modules")]).schemes
AWARDS = [award.id for scheme in SCHEMES for award in scheme.awards]
SAID = (
    r"\bPCMs?\b", r"Professional Co-ordinating Mentor", r"Professional Mentor", r"[Ll]ink tutor",
    r"[Pp]artnership tutor", r"Link Tutor", r"ITEC", r"UVT", r"[Uu]niversity visiting tutor",
    r"Mentor Recognition Team", r"[Ss]crutiny panel", r"University Partnership Manager",
    r"[Hh]ead [Tt]eacher",
)  # fmt: skip
"""What schemes call seats; a page about one of them says none that are not its own."""


def own_words(scheme: Scheme, award: Award) -> str:
    """Everything that the scheme itself says of the award, and what its seats are called."""
    names = [scheme.title, scheme.source, *scheme.seat_names.values(), *award.seat_names.values()]
    told = re.sub(r"<Seat[^>]*>|pcm_\w+|:pcm\b", "", repr(award))  # ids are not read by people
    return " ".join([*names, scheme.consent.text, told])


def strange_in(text: str, own: str) -> list[str]:
    words = unescape(re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL))
    found = {match[0] for said in SAID for match in re.finditer(said, words)}
    return sorted(one for one in found if one.lower() not in own.lower())


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


FURTHER = ("/audits", "/portfolio", "/mentoring", "/claims", "/frameworks")
"""Pages that award pages lead to."""


class Reading:
    """Somebody's way into an award, and the pages about it that everybody sees."""

    def __init__(self, story: Story, award_id: str) -> None:
        self.story, self.award = story, story.house.library.award(award_id)
        self.scheme = story.house.library.scheme_of(award_id)
        self.mentor = story.enter("amara", "mentor", name="Amara Okafor")
        self.at = f"/awards/{award_id}"
        self.read: dict[str, str] = {"before entering": self.mentor.get(self.at).text}
        given = {field.name: "Something" for field in self.award.sheet}
        given |= {
            field.name: field.choices[0] for field in self.award.sheet if field.choices
        } | DETAILS
        self.read["entered"] = self.mentor.post(f"{self.at}/enter", given).text

    @property
    def page(self) -> awards.AwardPage:
        found = awards.my_award(self.story.house, self.mentor.visit, self.award.id)
        assert found is not None
        return found

    def reads_everything(self) -> None:
        self.read["asked"] = self.mentor.post(f"{self.at}/ask-pcm").text
        for path in ("/details", "/record-sheet"):
            self.read[path] = self.mentor.get(self.at + path).text
        for link in sorted(
            set(re.findall(rf'href="{self.mentor.root}([^"#?]+)', self.read["asked"]))
        ):
            if link.startswith(
                (self.at, "/audits", "/portfolio", "/mentoring", "/claims", "/frameworks")
            ):
                self.read[link] = self.mentor.get(link).text
        for request in self.page.requests:
            holder = self.story.link_holder(f"/s/{token_of(self.story.house, request.request_id)}")
            for path in ("", "/decline", "/hand-on"):
                self.read[f"link{path}"] = holder.get(path).text
        for letter in self.story.letters(DETAILS["pcm_email"]) + self.story.letters(
            DETAILS["email"]
        ):
            self.read[letter] = letter
        self.desks()

    def desks(self) -> None:
        at = f"/mentors/{self.page.enrolment_id}"
        people: dict[str, Person] = {"tutor": self.story.tutor(), "office": self.story.office()}
        for role, name in ((Role.PARTNERSHIP_MANAGER, "manager"), (Role.PANEL, "panel")):
            if self.award.asks_of(STAFF[role]):
                people[name] = self.story.staff(role)
        for name, person in people.items():
            for path in (f"/{name}{at}", f"/{name}/"):
                self.read[f"{name}{path}"] = person.get(path).text


@pytest.mark.parametrize("award_id", AWARDS)
def test_no_page_calls_anybody_by_another_schemes_name(story: Story, award_id: str) -> None:
    reading = Reading(story, award_id)
    reading.reads_everything()
    assert len(reading.read) > 10
    own = own_words(reading.scheme, reading.award)
    strange = {where: strange_in(text, own) for where, text in reading.read.items()}
    assert {where[:60]: words for where, words in strange.items() if words} == {}


def test_what_is_next_names_the_school_s_signer_as_the_award_does(story: Story) -> None:
    walk = Walk(story, "ljmu/advanced-recognition")
    walk.goes()
    page = walk.mentor.get(walk.at).text
    assert "Talk to your Head Teacher, then send them a link" in page
    assert "Ask your Head Teacher" in page
    walk.link()
    (letter,) = story.letters(DETAILS["pcm_email"])
    assert "has named you as their Head Teacher" in letter
    walk.school_verifies()
    page = walk.mentor.get(walk.at).text
    assert "the Mentor Recognition Team confirms what is still open" in page


def test_a_desk_is_called_what_the_awards_of_its_person_call_the_seat(story: Story) -> None:
    text = story.staff(Role.PARTNERSHIP_MANAGER).get("/manager/").text
    assert "University Partnership Manager" in text


def test_the_test_would_notice() -> None:
    scheme = next(one for one in SCHEMES if one.id == "ljmu")
    own = own_words(scheme, scheme.awards[1])
    assert strange_in("<p>Ask your PCM, and the partnership tutor.</p>", own) == [
        "PCM", "partnership tutor",
    ]  # fmt: skip
    assert strange_in("<p>Your Professional Mentor signs.</p>", own) == []
    assert Seat.PCM in scheme.seat_names
