"""Rate: the self-check of an award. Ratings are kept as they are given; complete is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain import statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.audits import checked_ratings, unrated
from lti_tool.domain.facts import AuditDone
from lti_tool.domain.schemes import Audit, Award
from lti_tool.domain.statements import Json, Named
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.database import new_id
from lti_tool.persistence.records import AuditAnswer, Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import records
from lti_tool.usecases.house import House
from lti_tool.usecases.learning_events import keep_statements
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class AuditPage:
    """An audit with the mentor's ratings so far (item id to rating word)."""

    award: Award
    audit: Audit
    ratings: Mapping[str, str]
    notes: str
    revision: int
    saved_at: datetime | None
    completed_on: date | None


def audit_page(house: House, visit: Visit, award_id: str, audit_id: str) -> AuditPage:
    """The audit as far as it has come.

    Raises:
        NotFound: no such audit, or the mentor has not entered the award.
    """
    award = records.own_award(house, visit, award_id)
    audit = award.audit(audit_id)
    with house.units.reading() as unit:
        enrolment = records.own_enrolment(unit, visit, award_id)
        return _page(award, audit, unit.session.get(AuditAnswer, (enrolment.id, audit_id)))


def save_ratings(
    house: House,
    visit: Visit,
    award_id: str,
    audit_id: str,
    ratings: Mapping[str, str],
    notes: str,
    *,
    revision: int,
    finish: bool,
) -> AuditPage:
    """Keep ratings; with ``finish`` the audit is complete if nothing is unrated.

    Items that ``ratings`` does not name (or names with an empty word) keep the rating they have.
    A completed audit stays complete; its ratings can still be changed.

    Raises:
        InvalidInput: an unknown item or rating, or, on finishing, each item not rated yet.
        Conflict: ratings were saved elsewhere since this page was opened.
        NotFound: no such audit, or the mentor has not entered the award.
    """
    award = records.own_award(house, visit, award_id)
    audit = award.audit(audit_id)
    given = checked_ratings(audit, audit.items, ratings)
    words = checked_text("notes", notes)
    with house.units.writing() as unit:
        enrolment = records.own_enrolment(unit, visit, award_id)
        records.lock(unit, enrolment)
        row = unit.session.get(AuditAnswer, (enrolment.id, audit_id)) or _blank(enrolment, audit_id)
        merged = {**row.ratings, **given}
        completes = finish and row.completed_at is None
        if completes or (merged, words) != (row.ratings, row.notes):
            _check_revision(row, revision)
            check = _SelfCheck(house, unit, enrolment, award, audit, row)
            check.keep(merged, words, finish=finish)
    return _page(award, audit, row if row.revision else None)


def _blank(enrolment: Enrolment, audit_id: str) -> AuditAnswer:
    return AuditAnswer(
        enrolment_id=enrolment.id, audit_id=audit_id, ratings={}, notes="", revision=0
    )


def _check_revision(row: AuditAnswer, revision: int) -> None:
    if revision < row.revision:
        raise Conflict(
            "Your self-check was saved in another window since this page was opened. Please load "
            "the page again: it shows what was saved there, and you can go on from it."
        )


def _page(award: Award, audit: Audit, row: AuditAnswer | None) -> AuditPage:
    if row is None:
        return AuditPage(award, audit, {}, "", 0, None, None)
    completed = row.completed_at
    items = {item.id for item in audit.items}
    return AuditPage(
        award=award,
        audit=audit,
        ratings={item: word for item, word in row.ratings.items() if item in items},
        notes=row.notes,
        revision=row.revision,
        saved_at=row.updated_at,
        completed_on=completed.astimezone(LONDON).date() if completed else None,
    )


@dataclass(frozen=True, slots=True)
class _SelfCheck:
    """One mentor's audit, open for change."""

    house: House
    unit: UnitOfWork
    enrolment: Enrolment
    award: Award
    audit: Audit
    row: AuditAnswer

    def keep(self, ratings: dict[str, str], notes: str, *, finish: bool) -> None:
        """Keep the ratings, tell of those that are new, and complete the audit when asked to."""
        if finish:
            self._check_complete(ratings)
        row, unit = self.row, self.unit
        changed = {item for item, word in ratings.items() if row.ratings.get(item) != word}
        completes = finish and row.completed_at is None
        row.ratings, row.notes = ratings, notes
        row.revision += 1
        row.updated_at = unit.now
        row.completed_at = unit.now if completes else row.completed_at
        unit.session.add(row)
        keep_statements(unit, self.enrolment.person_id, self._told(changed, completes=completes))
        if completes:
            self._complete()

    def _check_complete(self, ratings: Mapping[str, str]) -> None:
        missing = unrated(self.audit.items, ratings)
        if missing:
            raise InvalidInput({item.id: f"Please rate “{item.words}”" for item in missing})

    def _told(self, changed: set[str], *, completes: bool) -> list[Json]:
        """Each new rating, then the completion; the ids follow from the revision."""
        enrolment, award = self.enrolment, award_named(self.award)
        ctx = context_for(self.house, self.unit, person_id=enrolment.person_id, enrolment=enrolment)
        audit = Named(self.audit.id, self.audit.title)
        words = [word for word, _ in self.audit.ratings]
        told = [
            statements.rated(
                ctx,
                event_id=f"{enrolment.id}/{audit.id}/{item.id}/{self.row.revision}",
                award=award,
                audit=audit,
                item=Named(item.id, item.words),
                rating=self.row.ratings[item.id],
                position=words.index(self.row.ratings[item.id]) + 1,
                of=len(words),
            )
            for item in self.audit.items
            if item.id in changed
        ]
        if completes:
            event_id = f"{enrolment.id}/{audit.id}"
            told.append(
                statements.audit_completed(ctx, event_id=event_id, award=award, audit=audit)
            )
        return told

    def _complete(self) -> None:
        unit, enrolment = self.unit, self.enrolment
        fact = AuditDone(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=enrolment.person_id,
            audit=self.audit.id,
        )
        keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=enrolment.id)
        records.refresh(self.house, unit, person_id=enrolment.person_id)
