"""One mentor's way through Entry or Mastery, with everybody who is needed, by forms alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from lti_tool.domain.audits import groups_of
from lti_tool.domain.blocks import Activity, Question, QuizBlock, Scenario, Sort
from lti_tool.usecases import awards
from lti_tool.usecases.requests import token_of

from ..usecases.learning import a_way_through
from .story import LinkHolder, Person, Story, csrf_in

ENTRY, MASTERY = "west-london/entry", "west-london/mastery"
RAG = "national-standards/rag"
PCM = "Ruth Adeyemi"
DAY = "2026-11-20"


class Walk:
    """Sends what a browser would send; each step brings one row, and no other."""

    steps: Mapping[str, Callable[[], None]]

    def __init__(self, story: Story, award_id: str, sub: str = "nadia") -> None:
        self.story, self.award = story, story.house.library.award(award_id)
        self.name = f"{sub.capitalize()} Rahman"
        self.at = f"/awards/{award_id}"
        self.mentor = story.enter(sub, "mentor", name=self.name)
        self.tutor, self.office = story.tutor(), story.office()
        self._tokens: dict[str, str] = {}
        given = story.details(sub, self.name) | {"consent": "yes"}
        asked = {field.name for field in self.award.sheet} | {"consent"}
        self.sends(f"{self.at}/enter", {k: v for k, v in given.items() if k in asked})
        self.id = self.page.enrolment_id

    # --- How things are sent ---------------------------------------------------------------------

    def posts(self, person: Person, path: str, data: Mapping[str, object]) -> TestResponse:
        if person.root not in self._tokens:
            self._tokens[person.root] = csrf_in(person.get("/leave").text)
        self.story.clock.on(seconds=5)
        sent = {"csrf_token": self._tokens[person.root], **data}
        return person.browser.post(person.root + path, data=sent)

    def sends(
        self, path: str, data: Mapping[str, object] | None = None, by: Person | None = None
    ) -> None:
        answer = self.posts(by or self.mentor, path, data or {})
        assert answer.status_code == 303, (path, answer.status_code, answer.text)

    @property
    def page(self) -> awards.AwardPage:
        found = awards.my_award(self.story.house, self.mentor.visit, self.award.id)
        assert found is not None
        return found

    def goes(self, but: str = "") -> None:
        """Bring every row; or all but one."""
        for row, step in self.steps.items():
            if row != but:
                step()

    # --- What mentors do -------------------------------------------------------------------------

    def studies(self, module_id: str) -> None:
        module = self.story.house.library.module(module_id)
        for section in module.sections:
            at = f"/modules/{module_id}/sections/{section.id}"
            assert self.mentor.get(at).status_code == 200
            for block in section.required:
                if isinstance(block, QuizBlock):
                    self._passes_the_quiz(module_id)
                else:
                    sent = {**answer_fields(block), "revision": "0", "write_id": new_write()}
                    self.sends(f"/modules/{module_id}/answers/{block.id}", sent)
            self.sends(f"{at}/finish")

    def _passes_the_quiz(self, module_id: str) -> None:
        at = f"/modules/{module_id}/quiz"
        self.sends(at)
        page = self.mentor.get(at).text
        attempt = re.search(r'action="[^"]*/quiz/([^"/]+)"', page)
        assert attempt, page
        bank = self.story.house.library.module(module_id).quiz
        asked = dict.fromkeys(re.findall(r'name="q-([a-z0-9-]+)"', page))
        right = {f"q-{name}": right_options(bank.question(name).options) for name in asked}
        self.sends(f"{at}/{attempt[1]}", right)

    def signs(self) -> None:
        self.sends(f"{self.at}/sign", signature(self.mentor.get(f"{self.at}/sign").text, self.name))

    # --- What the others do ----------------------------------------------------------------------

    def is_linked(self) -> LinkHolder:
        """The PCM opens the link of the newest e-mail."""
        self.story.clock.on(minutes=1)
        self.sends(f"{self.at}/ask-pcm")
        return self.newest_link()

    def newest_link(self) -> LinkHolder:
        newest = self.page.requests[0]
        return self.story.link_holder(f"/s/{token_of(self.story.house, newest.request_id)}")

    def pcm_confirms(self, *requirements: str) -> None:
        ticks = {f"tick-{one}": "yes" for one in requirements}
        days = {f"on-{one}": DAY for one in requirements}
        answer = self.is_linked().post("/confirm", ticks | days | {"name_typed": PCM})
        assert "You have answered" in answer.text, answer.text

    def pcm_signs(self) -> None:
        holder = self.newest_link()
        answer = holder.post("/sign", signature(holder.get().text, PCM))
        assert "You have signed" in answer.text, answer.text

    def tutor_confirms(self, *requirements: str) -> None:
        days = {f"on-{one}": DAY for one in requirements}
        self.sends(f"/tutor/mentors/{self.id}/confirm", days, self.tutor)

    def tutor_signs(self) -> None:
        at = f"/tutor/mentors/{self.id}"
        sent = signature(self.tutor.get(at).text, "Daniel Hughes")
        self.sends(f"{at}/sign", sent, self.tutor)

    def office_issues(self) -> str:
        """The certificate's number."""
        self.sends(f"/office/mentors/{self.id}/issue", {}, self.office)
        certificate = self.page.certificate
        assert certificate is not None
        return certificate.number

    def gets_it(self) -> str:
        self.goes()
        self.signs()
        self.pcm_signs()
        self.tutor_signs()
        return self.office_issues()


class Entry(Walk):
    """The seven rows of Entry; the PCM's are confirmed one by one."""

    def __init__(self, story: Story, sub: str = "nadia") -> None:
        super().__init__(story, ENTRY, sub)
        self.checks_self()
        self.steps = {
            "ENTRY.1": lambda: self.pcm_confirms("ENTRY.1/recommendation"),
            "ENTRY.2": lambda: self.studies("west-london/entry-1"),
            "ENTRY.3": lambda: self.pcm_confirms("ENTRY.3/timetable"),
            "ENTRY.4": lambda: self.pcm_confirms("ENTRY.4/feedback"),
            "ENTRY.5": lambda: self.tutor_confirms("ENTRY.5/joint-observation"),
            "ENTRY.6": lambda: self.pcm_confirms("ENTRY.6/assessment-profile"),
            "ENTRY.7": lambda: self.tutor_confirms("ENTRY.7/evaluation"),
        }

    def goes(self, but: str = "") -> None:
        self.studies("west-london/entry-2")
        self.pcm_confirms("ENTRY.5/weekly-meetings")
        super().goes(but)

    def checks_self(self) -> None:
        audit = self.award.audit("self-check")
        words = {item.id: audit.ratings[1][0] for item in audit.items}
        sent = {**words, "revision": "0", "then": "finish"}
        self.sends(f"{self.at}/self-check/{audit.id}", sent)


class Mastery(Walk):
    """The thirteen rows of Mastery."""

    def __init__(self, story: Story, sub: str = "nadia") -> None:
        super().__init__(story, MASTERY, sub)
        modules = [f"west-london/mastery-{number}" for number in range(3, 7)]
        self.steps = {
            "MASTERY.1": self.is_believed,
            "MASTERY.2": self.has_mentored,
            "MASTERY.3": self.rates_and_reviews,
            **{f"MASTERY.{4 + n}": self._study(one) for n, one in enumerate(modules)},
            **{f"MASTERY.{7 + n}": self._collect(f"ST{n}") for n in range(1, 5)},
            "MASTERY.12": lambda: self.pcm_confirms("MASTERY.12/observed"),
            "MASTERY.13": lambda: self.tutor_confirms("MASTERY.13/checked"),
        }

    def goes(self, but: str = "") -> None:
        self.pcm_confirms("MASTERY.2/sustained")
        super().goes(but)

    def _study(self, module_id: str) -> Callable[[], None]:
        return lambda: self.studies(module_id)

    def _collect(self, code: str) -> Callable[[], None]:
        return lambda: self.collects(code)

    def claims(self) -> None:
        sent = {"criteria": "MASTERY.1", "evidence": "Six years at two schools."}
        self.sends(f"{self.at}/experience", sent)

    def is_believed(self) -> None:
        self.claims()
        sent = {"waiver": "approve", "waiver_reason": "We know her work."}
        self.sends(f"/office/mentors/{self.id}/decide", sent, self.office)

    def has_mentored(self) -> None:
        self.sends("/mentoring", {"first": "2025-09-01", "goes_on": "yes"})

    def rates_and_reviews(self) -> None:
        self._rates("1", 1)
        self.sends(f"/audits/{RAG}/review")
        self._rates("2", 2)

    def _rates(self, round_number: str, choice: int) -> None:
        audit = self.award.audit(RAG)
        for group in groups_of(audit):
            ratings = {item.id: audit.ratings[choice][0] for item in group.items}
            notes = {f"note-{note.name}": "Some words" for note in audit.notes}
            sent = {**ratings, **notes, "round": round_number, "revision": "0", "then": "next"}
            self.sends(f"/audits/{RAG}/standards/{group.id}", sent)
        self.sends(f"/audits/{RAG}/finish", {"round": round_number})

    def collects(self, code: str) -> None:
        for number in range(1, 4):
            piece = {
                "title": f"Notes of meeting {number}", "about_day": DAY, "shows": "It helped.",
                "where": "Blue folder", "about": code,
            }  # fmt: skip
            self.sends("/portfolio/new/place", piece)
        text = {"rationale": "My trainee grew with it.", "revision": "0", "then": "finish"}
        self.sends(f"{self.at}/evidence/{code}", text)


def answer_fields(block: Activity) -> dict[str, Any]:
    """A right answer as the page's form sends it."""
    match block:
        case Question(several=True):
            return {"options": right_options(block.options)}
        case Question():
            return {"option": right_options(block.options)[0]}
        case Sort():
            return {f"item-{n}": item.bin for n, item in enumerate(block.items)}
        case Scenario():
            return {"path": a_way_through(block)}
    return {"text": "I listened, and asked what they had seen. " * 20}


def right_options(options: Iterable[Any]) -> list[str]:
    return [str(number) for number, option in enumerate(options) if option.correct]


def new_write() -> str:
    return secrets.token_hex(8)


def signature(shown: str, name: str) -> dict[str, str]:
    found = re.search(r'name="digest" value="(\w+)"', shown)
    assert found, shown
    return {"digest": found[1], "agreed": "yes", "name_typed": name}


def row_in(page: str, code: str) -> str:
    """The part of a page that is about one row of the record; its words without the marks."""
    found = re.search(rf'<li class="criterion[^"]*" id="{re.escape(code)}">(.*?)</li>', page, re.S)
    assert found, f"{code} is not on the page"
    return found[1]


def words_in(part: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split())


def links_in(part: str) -> list[str]:
    """Where its links lead."""
    return [unescape(found) for found in re.findall(r'<a [^>]*href="([^"]*)"', part)]
