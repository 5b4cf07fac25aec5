"""A mentor in the browser who shows what they do."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from lti_tool.domain.seats import Seat
from lti_tool.usecases import awards, portfolio, portfolio_rationales, signing

from ..evidence_pack import SHOWING, pdf, written
from ..usecases.portfolios import typed, upload
from .story import Person, Story

FORM = {
    "title": "A plan",
    "about_day": "2026-11-02",
    "shows": "That I make time.",
    "about": "ST1.1",
}
DETAILS = {
    "mentor_name": "Amara Okafor",
    "email": "amara@oakfield.example",
    "pcm_name": "Ruth Adeyemi",
    "pcm_email": "r.adeyemi@oakfield.example",
}


def story_in(folder: Path) -> Story:
    story = Story(folder, packs=(written(folder),))
    story.vouch_for_the_school()
    return story


def enters(story: Story, sub: str = "amara") -> Person:
    person = story.enter(sub, "mentor", name="Amara Okafor")
    awards.enrol(story.house, person.visit, SHOWING, DETAILS, consent=True)
    return person


def record_of(story: Story, person: Person) -> awards.AwardPage:
    page = awards.my_award(story.house, person.visit, SHOWING)
    assert page is not None
    return page


def has(story: Story, person: Person, kind: str = "place", **given: Any) -> str:
    """Evidence put in without the form; the item's id."""
    sent = given.pop("upload", upload() if kind == "file" else None)
    item_id = portfolio.add_item(story.house, person.visit, kind, typed(kind, **given), upload=sent)
    story.clock.on(minutes=1)
    return item_id


def has_signed(story: Story, person: Person, tutor: Person) -> str:
    """A record with both signatures; the id of the first piece of evidence in it."""
    first = has(story, person, title="First")
    has(story, person, title="Second")
    portfolio_rationales.save_rationale(
        story.house, person.visit, SHOWING, "ST1", "Because.", revision=0
    )
    enrolment_id = record_of(story, person).enrolment_id
    dates = {"SHOW.2/seen": story.clock.today()}
    signing.confirm(story.house, tutor.visit, enrolment_id, Seat.LINK_TUTOR, dates)
    for who, seat in ((person, Seat.MENTOR), (tutor, Seat.LINK_TUTOR)):
        story.clock.on(minutes=1)
        story.sign(who, enrolment_id, seat)
    story.clock.on(minutes=1)
    return first


def file_named(name: str, content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf(name) if content is None else content), name


def send_file(person: Person, name: str, content: bytes | None = None) -> TestResponse:
    data: dict[str, Any] = {**FORM, "file": file_named(name, content)}
    return person.post("/portfolio/new/file", data)
