"""Rationales: why the evidence shows a standard, for one award. Drafts are kept as one types.

Only what is saved counts: a draft is nobody's business but the mentor's, and makes no signature
fall.
"""

from __future__ import annotations

from lti_tool.domain.facts import RationaleWritten
from lti_tool.domain.portfolio import LONGEST_TEXT, is_about, text_digest
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.portfolio import Rationale
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.drafted_texts import (
    as_typed,
    check_revision,
    checked_draft,
    keep_typed,
    save_typed,
)
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_items import items_of, views_of
from lti_tool.usecases.portfolio_pages import evidence_rows
from lti_tool.usecases.portfolio_signed import FallingSignature, check_told, would_fall_in
from lti_tool.usecases.portfolio_tags import awards_of, tag_groups
from lti_tool.usecases.portfolio_telling import PortfolioTelling
from lti_tool.usecases.portfolio_views import EvidenceRow, RationaleView
from lti_tool.usecases.records import OpenRecord, add_facts, lock, open_record, own_enrolment
from lti_tool.usecases.visits import Visit


def rationale_page(house: House, visit: Visit, award_id: str, about: str) -> RationaleView:
    """The rationale as far as it has come, with the evidence that counts beside it.

    Raises:
        NotFound: the mentor has not entered the award, or it asks for no evidence about that.
    """
    house.library.award(award_id)
    with house.units.reading() as unit:
        record = open_record(house, unit, own_enrolment(unit, visit, award_id))
        row = _asked(record, about)
        kept = unit.session.get(Rationale, (record.enrolment.id, about))
        awards = awards_of(house, unit, visit.person_id)
        items = [i for i in items_of(unit, visit.person_id) if is_about(i.about, about)]
        views = views_of(house, unit, visit.person_id, items, tag_groups(house, awards), awards)
    return RationaleView(
        row=row,
        text=as_typed(kept),
        saved_text=kept.text if kept else "",
        is_draft=kept is not None and kept.draft is not None,
        revision=kept.revision if kept else 0,
        saved_at=kept.saved_at if kept else None,
        draft_at=kept.draft_at if kept else None,
        items=views,
        closed=record.issued,
    )


def keep_draft(
    house: House, visit: Visit, award_id: str, about: str, text: str, *, revision: int
) -> None:
    """Keep what is being typed; it is no part of the record yet.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: it is too long (field ``rationale``).
        NotFound: the mentor has not entered the award, or it asks for no evidence about that.
        StaleText: it was saved elsewhere since the page was opened.
    """
    text = checked_draft("rationale", text, LONGEST_TEXT)
    with house.units.writing() as unit:
        record, kept = _opened(house, unit, visit, award_id, about)
        check_revision(kept, text, revision, "rationale")
        keep_typed(kept, text, unit.now)
        unit.session.add(kept)
        del record


def save_rationale(
    house: House,
    visit: Visit,
    award_id: str,
    about: str,
    text: str,
    *,
    revision: int,
    told: str = "",
) -> None:
    """Make it part of the record; the same text again changes nothing.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: it is empty or too long (field ``rationale``).
        NotFound: the mentor has not entered the award, or it asks for no evidence about that.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
        StaleText: it was saved elsewhere since the page was opened.
    """
    text = checked_draft("rationale", text, LONGEST_TEXT)
    if not text:
        raise InvalidInput({"rationale": "Please write why your evidence shows this standard."})
    with house.units.writing() as unit:
        record, kept = _opened(house, unit, visit, award_id, about)
        check_revision(kept, text, revision, "rationale")
        kept.draft = None
        if text != kept.text:
            fact = _fact(unit, visit, about, text)
            check_told(would_fall_in(unit, record, [fact]), told)
            save_typed(kept, text, unit.now)
            telling = PortfolioTelling(house, unit, visit)
            told_of = telling.rationale(record.award, about, text, fact.id)
            keep_statement(unit, visit.person_id, told_of)
            unit.session.add(kept)
            add_facts(house, unit, record.enrolment, [fact])


def rationale_falls(
    house: House, visit: Visit, award_id: str, about: str
) -> tuple[FallingSignature, ...]:
    """The signatures that saving another text would undo."""
    with house.units.reading() as unit:
        record = open_record(house, unit, own_enrolment(unit, visit, award_id))
        return tuple(would_fall_in(unit, record, [_fact(unit, visit, about, "")]))


def _fact(unit: UnitOfWork, visit: Visit, about: str, text: str) -> RationaleWritten:
    return RationaleWritten(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        about=about,
        digest=text_digest(text),
    )


def _opened(
    house: House, unit: UnitOfWork, visit: Visit, award_id: str, about: str
) -> tuple[OpenRecord, Rationale]:
    house.library.award(award_id)
    enrolment = own_enrolment(unit, visit, award_id)
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    _asked(record, about)
    if record.issued:
        raise Conflict("The certificate has been issued, so the record is closed.")
    kept = unit.session.get(Rationale, (enrolment.id, about))
    return record, kept or Rationale(
        enrolment_id=enrolment.id, about=about, text="", draft=None, revision=0
    )


def _asked(record: OpenRecord, about: str) -> EvidenceRow:
    for row in evidence_rows(record.state.record):
        if row.about == about and row.needs_rationale:
            return row
    raise NotFound("This award asks for no rationale about that.")
