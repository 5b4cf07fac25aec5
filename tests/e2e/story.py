"""The way to the certificate over HTTP alone, step by step, for tests that need a place on it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from lti_tool.domain.blocks import Activity, Question, QuizBlock, Reflection, Scenario, Sort

from .lms_client import (
    AWARD_LINK,
    COURSE,
    Guard,
    Person,
    Sent,
    Visit,
    csrf_in,
    form_to,
    pairs,
    words_of,
)
from .right_answers import AWARD, MODULES, module, packs, quiz_key, right, thoughts, way_through
from .servers import World
from .walk import DETAILS, today


@dataclass
class Story:
    """One mentor's way; every step is one that its person has to take."""

    world: World
    persona: str = "mentor-amara"
    name: str = "Amara Okafor"
    pcm: str = DETAILS["pcm_email"]
    course: str = COURSE
    award_link: str = AWARD_LINK
    before: Guard = lambda: None
    patience: float = 0.0
    acknowledged: dict[tuple[str, str], Activity] = field(default_factory=dict)
    mentor: Visit = field(init=False)
    signed_with: Link = field(init=False)

    def __post_init__(self) -> None:
        self.mentor = self.somebody().launch(self.persona, self.award_link, self.course)

    def come(self, persona: str) -> Visit:
        """Somebody launches the award's link."""
        return self.somebody().launch(persona)

    def somebody(self) -> Person:
        """A browser that nobody has used yet."""
        return Person(self.world, before=self.before, patience=self.patience)

    @property
    def enrolment(self) -> str:
        """The id of the mentor's enrolment, as the office and the tutor see it in addresses."""
        rows = self.world.rows(
            "SELECT e.id FROM enrolments e JOIN people p ON p.id = e.person_id WHERE p.sub = ?",
            self.persona,
        )
        return str(rows[0][0])

    # --- The steps ------------------------------------------------------------------------------

    def enter(self) -> None:
        self.mentor.send(f"/awards/{AWARD}/enter", self.details())

    def details(self) -> dict[str, str]:
        own = {"mentor_name": self.name, "pcm_email": self.pcm, "years_experience": "3"}
        return {**DETAILS, **own, "consent": "yes"}

    def check_self(self) -> None:
        audit = packs().award(AWARD).audit("self-check")
        words = {item.id: audit.ratings[1][0] for item in audit.items}
        path = f"/awards/{AWARD}/self-check/{audit.id}"
        self.mentor.send(path, {**words, "revision": "0", "then": "finish"})

    def ask_pcm(self) -> None:
        self.mentor.send(f"/awards/{AWARD}/ask-pcm")

    def link(self, subject: str) -> Link:
        """The link of the newest mail to the PCM of that subject."""
        mail = self.world.mail(self.pcm, subject, within=60)
        (address,) = [one for one in mail["links"] if "/s/" in one]
        return Link(self.somebody(), address)

    def pcm_confirms(self) -> None:
        link = self.link(f"{self.name} asks you to confirm")
        link.send("/confirm", {**self.pcm_answers(link), "name_typed": "Ruth Adeyemi"})

    @staticmethod
    def pcm_answers(link: Link) -> dict[str, str]:
        """Every statement on the page ticked, with today's date."""
        days = days_in(link.page())
        ticks = {name.replace("on-", "tick-", 1): "yes" for name in days}
        return ticks | days

    def study(self) -> None:
        for module_id in MODULES:
            for section in sections_of(module_id):
                self.study_section(module_id, section)

    def study_section(self, module_id: str, section_id: str) -> None:
        """Open it, answer everything rightly, continue."""
        at = f"/modules/{module_id}"
        self.mentor.page(f"{at}/sections/{section_id}")
        for activity in module(module_id).section(section_id).required:
            if isinstance(activity, QuizBlock):
                self.take_quiz(module_id)
            else:
                self.answer(module_id, activity)
        self.mentor.send(f"{at}/sections/{section_id}/finish")

    def answer(self, module_id: str, activity: Activity) -> None:
        """Send the right answer as the page's script does."""
        sent = {**fields_of(activity), "revision": "0", "write_id": secrets.token_hex(8)}
        kept = self.mentor.json(f"/modules/{module_id}/answers/{activity.id}", sent)
        assert kept["done"] is True, (activity.id, kept)
        self.acknowledged[module_id, activity.id] = activity

    def take_quiz(self, module_id: str) -> None:
        """Start an attempt, or go on with the open one, and pass it."""
        path = f"/modules/{module_id}/quiz"
        self.mentor.send(path)
        page = self.mentor.page(path)
        action = form_to_attempt(page)
        asked = dict.fromkeys(re.findall(r'name="q-([a-z0-9-]+)"', page))
        key = quiz_key(module_id)
        self.mentor.send(
            f"{path}/{action}", {f"q-{id_}": [str(n) for n in key[id_]] for id_ in asked}
        )

    def tutor_confirms(self) -> None:
        tutor = self.come("tutor-daniel")
        path = f"/tutor/mentors/{self.enrolment}"
        tutor.send(f"{path}/confirm", days_in(tutor.page(path)))

    def mentor_signs(self) -> None:
        path = f"/awards/{AWARD}/sign"
        self.mentor.send(path, signature(self.mentor.page(path), self.name))

    def pcm_signs(self) -> None:
        self.signed_with = self.link(f"Your signature for {self.name}")
        page = self.signed_with.page()
        self.signed_with.send("/sign", signature(page, "Ruth Adeyemi"))

    def tutor_signs(self) -> None:
        tutor = self.come("tutor-daniel")
        path = f"/tutor/mentors/{self.enrolment}"
        tutor.send(f"{path}/sign", signature(tutor.page(path), "Daniel Hughes"))

    def until_tutor_signs(self) -> None:
        """Everything before the last signature."""
        for step in (
            self.enter, self.check_self, self.ask_pcm, self.pcm_confirms, self.study,
            self.tutor_confirms, self.mentor_signs, self.pcm_signs,
        ):  # fmt: skip
            step()


@dataclass
class Link:
    """An e-mailed link, in the hands of whoever holds it."""

    person: Person
    address: str
    csrf: str = ""

    def get(self) -> httpx.Response:
        return self.person.request("GET", self.address)

    def page(self) -> str:
        answer = self.get()
        assert answer.status_code == 200, (answer.status_code, answer.text[:300])
        self.csrf = self.csrf or csrf_in(answer.text)
        return answer.text

    def post(self, path: str, values: Sent, csrf: str | None = None) -> httpx.Response:
        if not self.csrf:
            self.page()
        data = pairs({"csrf_token": self.csrf if csrf is None else csrf, **values})
        return self.person.request("POST", self.address + path, data)

    def send(self, path: str, values: Sent) -> None:
        answer = self.post(path, values)
        taken = {303, 409} if self.person.repeated else {303}
        assert answer.status_code in taken, (answer.status_code, words_of(answer.text))


def kept_as(activity: Activity) -> dict[str, object]:
    """The right answer as the tool keeps it."""
    match activity:
        case Question(several=True):
            return {"options": right(activity.options)}
        case Question():
            return {"option": right(activity.options)[0]}
        case Sort():
            places = {str(n): activity.bins.index(one.bin) for n, one in enumerate(activity.items)}
            return {"placed": places}
        case Scenario():
            return {"path": way_through(activity)}
        case Reflection():
            return {"text": thoughts(activity.minimum_words)}
    raise AssertionError(f"nothing is kept of {activity.id}")


def sections_of(module_id: str) -> Iterator[str]:
    """A module's section ids, in order."""
    return (section.id for section in module(module_id).sections)


def fields_of(activity: Activity) -> dict[str, str | list[str]]:
    """The right answer as the page's form sends it."""
    match activity:
        case Question(several=True):
            return {"options": [str(n) for n in right(activity.options)]}
        case Question():
            return {"option": str(right(activity.options)[0])}
        case Sort():
            return {f"item-{n}": item.bin for n, item in enumerate(activity.items)}
        case Scenario():
            return {"path": way_through(activity)}
        case Reflection():
            return {"text": thoughts(activity.minimum_words)}
    raise AssertionError(f"nothing to answer in {activity.id}")


def form_to_attempt(page: str) -> str:
    """The id of the open attempt at a quiz."""
    found = re.search(r'action="[^"]*/quiz/([^"/]+)"', page)
    assert found, "no open attempt on the page"
    return found[1]


def days_in(page: str) -> dict[str, str]:
    """The page's date fields, each with today."""
    return dict.fromkeys(re.findall(r'name="(on-[^"]+)"', page), today())


def signature(page: str, name: str) -> dict[str, str]:
    """What signing this page sends."""
    digest = dict(form_to(page, "/sign").fields)["digest"]
    return {"digest": digest, "agreed": "yes", "name_typed": name}
