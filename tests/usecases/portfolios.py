"""A mentor with a portfolio, in a house that keeps files, and the people who sign."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from lti_tool.domain.facts import Fact
from lti_tool.domain.portfolio import form_of
from lti_tool.domain.seats import Role, Seat
from lti_tool.outbound.files import FileStore
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import awards, certify, portfolio, signing
from lti_tool.usecases.house import FileRoom, House
from lti_tool.usecases.portfolio_checking import Typed
from lti_tool.usecases.portfolio_files import Upload
from lti_tool.usecases.portfolio_rationales import rationale_page, save_rationale
from lti_tool.usecases.visits import Visit

from ..evidence_pack import OTHER, SHOWING, pdf
from .award_fixtures import launch
from .place import Place, StillClock, rows

DAY = date(2026, 11, 2)
OWN = {
    "link": {"address": "https://school.example/plan"},
    "place": {"where": "In the green folder"},
    "conversation": {"with_whom": "My PCM", "agreed": "To meet on Mondays"},
    "observation": {"observer": "My PCM", "observed": "My feedback", "notes": "It was clear."},
    "reflection": {"text": "I learned to wait."},
    "file": {},
}


def room_in(folder: Path, *, largest: int = 1000, most: int = 2500) -> FileRoom:
    return FileRoom(FileStore.at(folder / "files"), largest=largest, most=most)


def typed(kind: str = "place", **changes: Any) -> Typed:
    """A form that is filled in."""
    own = {**OWN[kind], **changes.pop("own", {})}
    values: dict[str, Any] = {
        "title": "A plan",
        "about_day": DAY,
        "shows": "That I make time.",
        "about": ("ST1.1",),
    }
    return Typed(own=own, **{**values, **changes})


def upload(name: str = "plan.pdf", content: bytes | None = None) -> Upload:
    return Upload(name, io.BytesIO(pdf(name) if content is None else content))


class Shower:
    """A mentor who shows what they do, in both awards of the pack."""

    def __init__(self, house: House, place: Place, clock: StillClock) -> None:
        self.house, self.clock = house, clock
        self.visit: Visit = place.visit(Role.MENTOR)
        self.tutor: Visit = launch(
            house, place, Role.TUTOR, name="T. Lewis", email="lewis@uni.example"
        )
        self.office: Visit = launch(house, place, Role.OFFICE, name="O. Ng", email="ng@uni.example")
        self.enrolment_id = self._enters(SHOWING)

    def _enters(self, award_id: str) -> str:
        values = {
            "mentor_name": "Ada Example",
            "email": "ada@home.example",
            "pcm_name": "P. Khan",
            "pcm_email": "p.khan@school.example",
        }
        awards.enrol(self.house, self.visit, award_id, values, consent=True)
        page = awards.my_award(self.house, self.visit, award_id)
        assert page is not None
        return page.enrolment_id

    def enters_the_other(self) -> str:
        return self._enters(OTHER)

    def adds(self, kind: str = "place", **given: Any) -> str:
        sent = given.pop("upload", upload() if form_of(kind).file == "required" else None)
        item_id = portfolio.add_item(
            self.house, self.visit, kind, typed(kind, **given), upload=sent
        )
        self.clock.moves(minutes=1)
        return item_id

    def changes(self, item_id: str, *, revision: int = 1, told: str = "", **given: Any) -> None:
        kind = given.pop("kind", "place")
        form = typed(kind, **{"title": "Another title", **given})
        portfolio.change_item(self.house, self.visit, item_id, form, revision=revision, told=told)
        self.clock.moves(minutes=1)

    def writes(self, text: str = "Because.", *, told: str = "") -> None:
        page = rationale_page(self.house, self.visit, SHOWING, "ST1")
        save_rationale(
            self.house, self.visit, SHOWING, "ST1", text, revision=page.revision, told=told
        )
        self.clock.moves(minutes=1)

    def signs(self) -> str:
        """Everything met, and signed by the mentor and the tutor; the first item's id."""
        first = self.adds(title="First")
        self.adds(title="Second")
        self.writes()
        dates = {"SHOW.2/seen": self.clock.today()}
        signing.confirm(self.house, self.tutor, self.enrolment_id, Seat.LINK_TUTOR, dates)
        for visit, seat in ((self.visit, Seat.MENTOR), (self.tutor, Seat.LINK_TUTOR)):
            self.clock.moves(minutes=1)
            signing.sign(
                self.house,
                visit,
                self.enrolment_id,
                seat,
                name_typed=visit.name,
                digest=self.page.digest,
                agreed=True,
            )
        self.clock.moves(minutes=1)
        return first

    def is_certified(self) -> str:
        first = self.signs()
        certify.issue(self.house, self.office, self.enrolment_id)
        self.clock.moves(minutes=1)
        return first

    @property
    def page(self) -> awards.AwardPage:
        return awards.someones_award(self.house, self.tutor, self.enrolment_id)

    @property
    def standing(self) -> list[str]:
        """Titles of the signatures that stand."""
        return [row.title for row in self.page.signatures if row.state == "stands"]

    def met(self) -> set[str]:
        return {row.criterion.id for row in self.page.rows if row.met}

    def facts(self, *kinds: type[Fact]) -> list[FactRow]:
        names = {kind.__name__ for kind in kinds}
        found: Iterable[FactRow] = rows(self.house, FactRow, person_id=self.visit.person_id)
        return [row for row in found if row.kind in names]
