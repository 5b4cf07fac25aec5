"""Claims for credit elsewhere: what goes in, and what the claimant writes.

The tool awards no credit. What is written here belongs to the mentor alone: it is no fact of any
record, nobody else reads it here, and it leaves with the pack that they hand in themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain.answers import checked_text
from lti_tool.domain.claim_packs import NO_CREDIT, ClaimPack
from lti_tool.domain.portfolio import codes_of, is_about
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.frameworks import ClaimDraft
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_exports import ask_for, newest_export
from lti_tool.usecases.portfolio_items import items_of, lock_portfolio
from lti_tool.usecases.portfolio_views import ExportView
from lti_tool.usecases.records import OpenRecord, open_record
from lti_tool.usecases.visits import Visit

LONGEST_CLAIM = 10_000
"""Characters for each outcome: some five pages."""


class StaleClaim(Conflict):
    """The claim was saved elsewhere since this page was opened."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """An award of the claim: how far the mentor's record is, where they have entered it."""

    award_id: str
    title: str
    entered: bool
    met: int
    total: int
    certificate: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """The claim as the mentor works on it."""

    pack: ClaimPack
    texts: Mapping[str, str]
    revision: int
    saved_at: datetime | None
    lines: tuple[ClaimLine, ...]
    pieces: int
    """How much evidence goes in."""
    export: ExportView | None
    no_credit: str = NO_CREDIT

    @property
    def unwritten(self) -> int:
        """How many outcomes nothing is written about."""
        return sum(not self.texts.get(one.id) for one in self.pack.outcomes)


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim that an award leads to."""

    id: str
    title: str


def claims_of(house: House, award_id: str) -> tuple[ClaimLink, ...]:
    """The claims that an award's record goes into."""
    return tuple(
        ClaimLink(pack.id, pack.title)
        for scheme in house.library.schemes
        for pack in scheme.claim_packs
        if award_id in pack.awards
    )


def claim_page(house: House, visit: Visit, pack_id: str) -> ClaimPage:
    """How far the claim is.

    Raises:
        NotFound: no such claim, or the mentor has entered none of its awards.
    """
    pack = house.library.claim_pack(pack_id)
    with house.units.reading() as unit:
        records = records_of(house, unit, visit.person_id, pack)
        _check_entered(records)
        kept = unit.session.get(ClaimDraft, (visit.person_id, pack.id))
        items = items_of(unit, visit.person_id)
        return ClaimPage(
            pack=pack,
            texts=kept.texts if kept else {},
            revision=kept.revision if kept else 0,
            saved_at=kept.saved_at if kept else None,
            lines=tuple(_line(house, name, records.get(name)) for name in pack.awards),
            pieces=sum(fits(house, pack, item.about) for item in items),
            export=newest_export(unit, visit.person_id, "claim", pack.id),
        )


def _line(house: House, award_id: str, record: OpenRecord | None) -> ClaimLine:
    award = record.award if record else house.library.award(award_id)
    return ClaimLine(
        award_id=award_id,
        title=award.title,
        entered=record is not None,
        met=record.state.record.met_count if record else 0,
        total=len(award.criteria),
        certificate=record.certificate.number
        if record and record.issued and record.certificate
        else "",
    )


def records_of(
    house: House, unit: UnitOfWork, person_id: str, pack: ClaimPack
) -> dict[str, OpenRecord]:
    """The person's records that go into the claim, by award."""
    query = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.award_id.in_(pack.awards)
    )
    found = {row.award_id: row for row in unit.session.scalars(query).all()}
    return {name: open_record(house, unit, found[name]) for name in pack.awards if name in found}


def _check_entered(records: Mapping[str, OpenRecord]) -> None:
    if not records:
        raise NotFound("This claim is made of awards that you have not entered yet.")


def fits(house: House, pack: ClaimPack, about: list[str] | tuple[str, ...]) -> bool:
    """Whether evidence with these tags goes into the claim."""
    codes = {code for name in pack.awards for code in codes_of(house.library.award(name))}
    return any(is_about(about, code) for code in codes | set(pack.standards))


def save_claim(
    house: House, visit: Visit, pack_id: str, texts: Mapping[str, str], *, revision: int
) -> None:
    """Keep what is written for the claim, by outcome; the same texts again change nothing.

    Raises:
        InvalidInput: a text is too long, by outcome.
        NotFound: no such claim, or the mentor has entered none of its awards.
        StaleClaim: it was saved elsewhere since the page was opened.
    """
    pack = house.library.claim_pack(pack_id)
    said = _checked(pack, texts)
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        _check_entered(records_of(house, unit, visit.person_id, pack))
        kept = unit.session.get(ClaimDraft, (visit.person_id, pack.id))
        if kept is None:
            kept = ClaimDraft(person_id=visit.person_id, pack_id=pack.id, texts={}, revision=0)
        if said == kept.texts:
            return
        if revision < kept.revision:
            raise StaleClaim("This claim was saved in another window since you opened it here.")
        kept.texts, kept.saved_at = said, unit.now
        kept.revision += 1
        unit.session.add(kept)


def _checked(pack: ClaimPack, texts: Mapping[str, str]) -> dict[str, str]:
    said: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for outcome in pack.outcomes:
        text = checked_text(outcome.id, texts.get(outcome.id, ""))
        if len(text) > LONGEST_CLAIM:
            much = f"This has {len(text):,} characters; {LONGEST_CLAIM:,} are the most."
            wrong[outcome.id] = much
        if text:
            said[outcome.id] = text
    if wrong:
        raise InvalidInput(wrong)
    return said


def ask_claim(house: House, visit: Visit, pack_id: str) -> str:
    """Have the pack put together by the worker; the id of its export.

    Raises:
        NotFound: no such claim, or the mentor has entered none of its awards.
    """
    pack = house.library.claim_pack(pack_id)
    with house.units.reading() as unit:
        _check_entered(records_of(house, unit, visit.person_id, pack))
    return ask_for(house, visit, "claim", pack.id, "claim")
