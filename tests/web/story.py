"""A house with one provider, one course and its people, in which an award's story can be told.

Everything happens through the use cases, on a SQLite file; nobody's pages are replaced by stubs.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.config import Settings, data_folder
from lti_tool.content import Library, load_packs
from lti_tool.domain.blocks import QuizBlock
from lti_tool.domain.seats import Role, Seat
from lti_tool.lti.claims import Launch
from lti_tool.lti.roles import LaunchRole
from lti_tool.persistence.database import db
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.unit_of_work import Clock
from lti_tool.usecases import audits, awards, certify, desks, platforms, signing, study, visits
from lti_tool.usecases.house import House
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.visits import Visit
from lti_tool.web.access import cookie_name

from ..usecases.learning import good_answer

ISSUER = "https://lms.example"
AWARD = "west-london/entry"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY_TUTOR = ("ENTRY.5/joint-observation", "ENTRY.7/evaluation")

LAUNCH_ROLES = {"mentor": LaunchRole.LEARNER, "tutor": LaunchRole.INSTRUCTOR}


class StoppedClock(Clock):
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def on(self, **later: int) -> None:
        self.at += timedelta(**later)


@dataclass
class Person:
    """Somebody who came by a launch: their visit and their browser."""

    visit: Visit
    browser: FlaskClient
    root: str

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.browser.get(self.root + path, **options)

    def post(self, path: str, data: Mapping[str, str] | None = None) -> TestResponse:
        """Send a form as a page of this visit would, and follow where it leads."""
        token = csrf_in(self.browser.get(f"{self.root}/leave").text)
        return self.browser.post(
            self.root + path, data={"csrf_token": token, **(data or {})}, follow_redirects=True
        )


@dataclass
class LinkHolder:
    """Somebody with an e-mailed link and no account."""

    browser: FlaskClient
    link: str

    def get(self, path: str = "") -> TestResponse:
        return self.browser.get(self.link + path)

    def post(self, path: str, data: Mapping[str, str] | None = None) -> TestResponse:
        """Send a form as the page did that was open before, and follow where it leads."""
        page = self.browser.get(self.link + "/decline").text
        token = csrf_in(page) if "csrf_token" in page else ""
        return self.send(path, {"csrf_token": token, **(data or {})})

    def send(self, path: str, data: Mapping[str, str]) -> TestResponse:
        return self.browser.post(self.link + path, data=data, follow_redirects=True)


@cache
def library_of(packs: tuple[Path, ...]) -> Library:
    """The packs in the folders, read once for all the houses that have them."""
    return load_packs(packs)


@dataclass
class Story:
    """The house, and what may happen in it."""

    folder: Path
    clock: StoppedClock = field(default_factory=StoppedClock)
    packs: tuple[Path, ...] = ()
    """Folders of packs beside those that come with the tool."""

    def __post_init__(self) -> None:
        self.app = self._app()
        self.house: House = self.app.extensions["house"]
        units = self.house.units
        platforms.add_provider(
            units,
            slug="brent",
            name="Brent Teaching Partnership",
            office_name="the partnership office",
            office_email="office@brent.example",
        )
        self.add_platform("1", "brent")
        platforms.grant_staff(
            units, provider="brent", issuer=ISSUER, client_id="1", sub="helen", role=Role.OFFICE
        )

    def _app(self) -> Flask:
        settings = Settings(
            database_url=f"sqlite:///{self.folder / 'story.db'}",
            base_url="http://localhost:8000",
            secret_key="a-secret-that-only-these-tests-know-of",
            packs=(data_folder("modules"), *self.packs),
        )
        app = create_app(settings, clock=self.clock, library=library_of(settings.packs))
        with app.app_context():
            db.create_all()
        return app

    def add_platform(self, client_id: str, provider: str) -> None:
        asked = platforms.PlatformAsked(
            issuer=ISSUER,
            client_id=client_id,
            deployment_id="d1",
            auth_url=f"{ISSUER}/auth",
            token_url=f"{ISSUER}/token",
            jwks_url=f"{ISSUER}/jwks",
            provider=provider,
        )
        platforms.add_platform(self.house.units, asked)

    # --- People ----------------------------------------

    def enter(
        self,
        sub: str,
        part: str,
        *,
        course: str = "101",
        client_id: str = "1",
        name: str = "",
        locale: str = "en",
    ) -> Person:
        """Somebody launches into a course as mentor, tutor or without a part there."""
        launch = self._launch(sub, part, course=course, client_id=client_id, name=name)
        launch = replace(launch, locale=locale)
        entered = visits.Threshold(self.house).enter(launch)
        visit = visits.resume(self.house, entered.handle, entered.cookie)
        browser = self.app.test_client()
        browser.set_cookie(cookie_name(entered.handle), entered.cookie)
        return Person(visit, browser, f"/l/{entered.handle}")

    def _launch(self, sub: str, part: str, *, course: str, client_id: str, name: str) -> Launch:
        registration = self.app.extensions["edge"].find_registration(ISSUER, client_id)
        return Launch(
            registration_id=registration.id,
            provider_id=registration.provider_id,
            issuer=ISSUER,
            client_id=client_id,
            deployment_id="d1",
            sub=sub,
            nonce=secrets.token_hex(8),
            expires=self.clock.now().timestamp() + 60,
            message_type="LtiResourceLinkRequest",
            name=name or f"{sub.capitalize()} Example",
            given_name=None,
            family_name=None,
            email=f"{sub}@brent.example",
            locale="en",
            roles=frozenset({LAUNCH_ROLES[part]} if part in LAUNCH_ROLES else set()),
            context_id=course,
            context_label="WL-ENTRY",
            context_title="School mentor training",
            resource_link_id=f"link-{course}",
            resource_link_title="Entry award",
            target_link_uri="http://localhost:8000/lti/launch",
            custom=MappingProxyType({}),
            module=None,
            award=AWARD,
            ags=None,
            context_memberships_url=None,
            return_url=None,
            for_user=None,
            state_cookie_name="s",
        )

    def office(self) -> Person:
        return self.enter("helen", "office", name="Helen Marsh")

    def staff(self, role: Role) -> Person:
        grant = {"provider": "brent", "issuer": ISSUER, "client_id": "1", "sub": str(role)}
        platforms.grant_staff(self.house.units, role=role, **grant)
        return self.enter(role, "nobody", course="other", name="Uma Lee")

    def tutor(self, sub: str = "daniel", *, course: str = "101") -> Person:
        return self.enter(sub, "tutor", course=course, name="Daniel Hughes")

    def mentor(
        self, sub: str = "amara", *, name: str = "Amara Okafor", course: str = "101"
    ) -> Person:
        """A mentor who has entered the award."""
        person = self.enter(sub, "mentor", name=name, course=course)
        awards.enrol(self.house, person.visit, AWARD, self.details(sub, name), consent=True)
        return person

    def details(self, sub: str, name: str) -> dict[str, str]:
        return {
            "mentor_name": name,
            "subject": "Science",
            "email": f"{sub}@oakfield.example",
            "years_experience": "3",
            "school": "Oakfield School",
            "postcode": "W5 2AB",
            "pcm_name": "Ruth Adeyemi",
            "pcm_email": "r.adeyemi@oakfield.example",
            "support_tutor": "Daniel Hughes",
        }

    def vouch_for_the_school(self) -> None:
        platforms.add_school(
            self.house.units,
            provider="brent",
            name="Oakfield School",
            postcode="W5 2AB",
            email_domain="oakfield.example",
        )

    # --- What happens ----------------------------------------
    def page(self, mentor: Person) -> awards.AwardPage:
        page = awards.my_award(self.house, mentor.visit, AWARD)
        assert page is not None
        return page

    def self_check(self, mentor: Person) -> None:
        audit = self.house.library.award(AWARD).audit("self-check")
        words = {item.id: audit.ratings[1][0] for item in audit.items}
        audits.save_ratings(
            self.house, mentor.visit, AWARD, audit.id, words, "", revision=0, finish=True
        )

    def study(self, mentor: Person) -> None:
        """Complete both modules, page by page."""
        for module_id in self.house.library.award(AWARD).modules():
            self._study(mentor, module_id)

    def _study(self, mentor: Person, module_id: str) -> None:
        module = self.house.library.module(module_id)
        for section in module.sections:
            study.open_section(self.house, mentor.visit, module_id, section.id)
            for block in section.required:
                if isinstance(block, QuizBlock):
                    self._pass_quiz(mentor, module_id)
                    continue
                study.answer(
                    self.house, mentor.visit, module_id, block.id, good_answer(block),
                    revision=0, write_id="",
                )  # fmt: skip
            study.finish_section(self.house, mentor.visit, module_id, section.id)

    def _pass_quiz(self, mentor: Person, module_id: str) -> None:
        view = study.start_quiz(self.house, mentor.visit, module_id)
        bank = self.house.library.module(module_id).quiz
        right = {
            question.id: [n for n, option in enumerate(question.options) if option.correct]
            for question in (bank.question(drawn.question.id) for drawn in view.questions)
        }
        study.submit_quiz(self.house, mentor.visit, module_id, view.attempt_id, right)

    def ask_pcm(self, mentor: Person) -> str:
        """The path of the link that the PCM is sent."""
        self.clock.on(minutes=5)
        signing.ask_pcm(self.house, mentor.visit, AWARD)
        return self.link(mentor)

    def link_holder(self, link: str) -> LinkHolder:
        return LinkHolder(self.app.test_client(), link)

    def letters(self, to: str) -> list[str]:
        """What has been written to that address, newest last."""
        with self.house.units.reading() as unit:
            bodies = unit.session.scalars(
                select(OutboxMessage.body)
                .where(OutboxMessage.kind == "mail")
                .order_by(OutboxMessage.id)
            ).all()
        return [f"{body['subject']}\n{body['text']}" for body in bodies if body["to"] == to]

    def link(self, mentor: Person) -> str:
        newest = self.page(mentor).requests[0]
        return f"/s/{token_of(self.house, newest.request_id)}"

    def pcm_confirms(self, mentor: Person) -> None:
        token = self.ask_pcm(mentor).removeprefix("/s/")
        rows = signing.open_request(self.house, token).confirmable
        signing.confirm_by_link(
            self.house, token, name_typed="Ruth Adeyemi",
            dates={row.requirement_id: date(2026, 11, 20) for row in rows},
            waiver="", waiver_reason="", comment="",
        )  # fmt: skip

    def tutor_confirms(self, mentor: Person, tutor: Person) -> None:
        page = awards.someones_award(self.house, tutor.visit, self.page(mentor).enrolment_id)
        dates = {row.requirement_id: date(2026, 11, 21) for row in page.confirmable}
        signing.confirm(self.house, tutor.visit, page.enrolment_id, Seat.LINK_TUTOR, dates)

    def everything_met(self, mentor: Person, tutor: Person) -> None:
        self.vouch_for_the_school()
        self.self_check(mentor)
        self.study(mentor)
        self.pcm_confirms(mentor)
        self.tutor_confirms(mentor, tutor)

    def sign(self, person: Person, enrolment_id: str, seat: Seat) -> None:
        page = awards.someones_award(self.house, person.visit, enrolment_id)
        signing.sign(
            self.house, person.visit, enrolment_id, seat,
            name_typed=person.visit.name, digest=page.digest, agreed=True,
        )  # fmt: skip

    def mentor_signs(self, mentor: Person) -> str:
        """The mentor signs; the path of the link that the PCM is then sent."""
        self.clock.on(minutes=5)
        page = self.page(mentor)
        signing.sign(
            self.house, mentor.visit, page.enrolment_id, Seat.MENTOR,
            name_typed=mentor.visit.name, digest=page.digest, agreed=True,
        )  # fmt: skip
        return self.link(mentor)

    def pcm_signs(self, link: str) -> None:
        self.clock.on(minutes=5)
        token = link.removeprefix("/s/")
        asked = signing.open_request(self.house, token)
        signing.sign_by_link(
            self.house, token, name_typed="Ruth Adeyemi", digest=asked.digest, agreed=True
        )

    def ready_to_issue(self, mentor: Person, tutor: Person) -> str:
        """Everything up to the last signature; the enrolment's id."""
        self.everything_met(mentor, tutor)
        self.pcm_signs(self.mentor_signs(mentor))
        self.clock.on(minutes=5)
        enrolment_id = self.page(mentor).enrolment_id
        self.sign(tutor, enrolment_id, Seat.LINK_TUTOR)
        return enrolment_id

    def issue(self, office: Person, enrolment_id: str) -> str:
        self.clock.on(minutes=5)
        return certify.issue(self.house, office.visit, enrolment_id)

    def vouch(self, office: Person) -> None:
        """The office vouches for every address; one word covers all requests to it."""
        while waiting := desks.office_desk(self.house, office.visit).to_vouch:
            desks.vouch(self.house, office.visit, waiting[0].request_id)


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found, "the page has no form with a CSRF token"
    return found[1]
