"""Written reflections that an award asks for. Drafts are kept as one types.

Only what is saved counts: a draft is nobody's business but the mentor's, and makes no signature
fall. What was saved is read by those who confirm and sign (:mod:`reflection_reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.facts import Reflected
from lti_tool.domain.modules import count_words
from lti_tool.domain.portfolio import text_digest
from lti_tool.domain.schemes import Award, ReflectionQuestion
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.database import new_id
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.reflections import AwardReflection
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
from lti_tool.usecases.overview_views import OverviewRow, row_of
from lti_tool.usecases.portfolio_signed import FallingSignature, check_told, would_fall_in
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    own_award,
    own_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

LONGEST_REFLECTION = 20_000
"""Characters: some ten pages."""


@dataclass(frozen=True, slots=True)
class ReflectionPage:
    """One question, with what the mentor has written so far."""

    award: Award
    question: ReflectionQuestion
    number: int
    """Which of the award's questions it is, from 1."""
    text: str
    """As saved, or as last typed."""
    saved_text: str
    is_draft: bool
    revision: int
    saved_at: datetime | None
    draft_at: datetime | None
    closed: bool
    """The certificate has been issued: nothing can be changed."""
    previous: ReflectionQuestion | None
    following: ReflectionQuestion | None
    about: OverviewRow | None
    """The row that it is written for, where the award shows its rows as what the mentor does."""
    open_after: ReflectionQuestion | None
    """The next question, going round, on which too little has been saved."""

    @property
    def words(self) -> int:
        """How many words the text has."""
        return count_words(self.text)


def reflection_page(
    house: House, visit: Visit, award_id: str, reflection_id: str
) -> ReflectionPage:
    """The reflection as far as it has come.

    Raises:
        NotFound: the mentor has not entered the award, or it asks no such question.
    """
    award = own_award(house, visit, award_id)
    question = award.reflection(reflection_id)
    with house.units.reading() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        record = open_record(house, unit, enrolment)
        written = written_of(unit, enrolment)
    return _page(record, question, written)


def written_of(unit: UnitOfWork, enrolment: Enrolment) -> dict[str, AwardReflection]:
    """What is written for an enrolment, by question."""
    query = select(AwardReflection).where(AwardReflection.enrolment_id == enrolment.id)
    return {row.reflection_id: row for row in unit.session.scalars(query)}


def _page(
    record: OpenRecord, question: ReflectionQuestion, written: dict[str, AwardReflection]
) -> ReflectionPage:
    questions = record.award.reflections
    place = questions.index(question)
    kept = written.get(question.id)
    turned = questions[place + 1 :] + questions[: place + 1]
    return ReflectionPage(
        award=record.award,
        question=question,
        number=place + 1,
        text=as_typed(kept),
        saved_text=kept.text if kept else "",
        is_draft=kept is not None and kept.draft is not None,
        revision=kept.revision if kept else 0,
        saved_at=kept.saved_at if kept else None,
        draft_at=kept.draft_at if kept else None,
        closed=record.issued,
        previous=questions[place - 1] if place else None,
        following=questions[place + 1] if place + 1 < len(questions) else None,
        about=row_of(record, question.id),
        open_after=next((q for q in turned if not _enough(q, written.get(q.id))), None),
    )


def _enough(question: ReflectionQuestion, kept: AwardReflection | None) -> bool:
    return kept is not None and count_words(kept.text) >= question.minimum_words


def keep_draft(
    house: House, visit: Visit, award_id: str, reflection_id: str, text: str, *, revision: int
) -> None:
    """Keep what is being typed; it is no part of the record yet.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: it is too long (field ``text``).
        NotFound: the mentor has not entered the award, or it asks no such question.
        StaleText: it was saved elsewhere since the page was opened.
    """
    text = checked_draft("text", text, LONGEST_REFLECTION)
    with house.units.writing() as unit:
        _, kept = _opened(house, unit, visit, award_id, reflection_id)
        check_revision(kept, text, revision, "reflection")
        keep_typed(kept, text, unit.now)
        unit.session.add(kept)


def save_reflection(
    house: House,
    visit: Visit,
    award_id: str,
    reflection_id: str,
    text: str,
    *,
    revision: int,
    told: str = "",
) -> ReflectionPage:
    """Make it part of the record; the same text again changes nothing.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: it is empty or too long (field ``text``).
        NotFound: the mentor has not entered the award, or it asks no such question.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
        StaleText: it was saved elsewhere since the page was opened.
    """
    text = checked_draft("text", text, LONGEST_REFLECTION)
    if not text:
        raise InvalidInput({"text": "Please write something first. A few lines are a beginning."})
    with house.units.writing() as unit:
        record, kept = _opened(house, unit, visit, award_id, reflection_id)
        check_revision(kept, text, revision, "reflection")
        question = record.award.reflection(reflection_id)
        kept.draft = None
        unit.session.add(kept)
        if text != kept.text:
            fact = _fact(unit, visit, question, text)
            check_told(would_fall_in(unit, record, [fact]), told)
            save_typed(kept, text, unit.now)
            _tell(house, unit, record, question, fact)
            add_facts(house, unit, record.enrolment, [fact])
        unit.session.flush()
        return _page(record, question, written_of(unit, record.enrolment))


def reflection_falls(
    house: House, visit: Visit, award_id: str, reflection_id: str
) -> tuple[FallingSignature, ...]:
    """The signatures that saving another text would undo.

    Raises:
        NotFound: the mentor has not entered the award, or it asks no such question.
    """
    question = own_award(house, visit, award_id).reflection(reflection_id)
    with house.units.reading() as unit:
        record = open_record(house, unit, own_enrolment(unit, visit, award_id))
        if record.issued:
            return ()
        return tuple(would_fall_in(unit, record, [_fact(unit, visit, question, "")]))


def _fact(unit: UnitOfWork, visit: Visit, question: ReflectionQuestion, text: str) -> Reflected:
    return Reflected(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        reflection=question.id,
        words=count_words(text),
        digest=text_digest(text),
    )


def _tell(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    question: ReflectionQuestion,
    fact: Reflected,
) -> None:
    ctx = context_for(house, unit, person_id=fact.by, enrolment=record.enrolment)
    statement = statements.award_reflected(
        ctx,
        event_id=fact.id,
        award=award_named(record.award),
        reflection=Named(question.id, question.title),
        words=fact.words,
    )
    keep_statement(unit, fact.by, statement)


def _opened(
    house: House, unit: UnitOfWork, visit: Visit, award_id: str, reflection_id: str
) -> tuple[OpenRecord, AwardReflection]:
    enrolment = own_enrolment(unit, visit, award_id)
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    record.award.reflection(reflection_id)
    if record.issued:
        raise Conflict("The certificate has been issued, so the record is closed.")
    kept = unit.session.get(AwardReflection, (enrolment.id, reflection_id))
    return record, kept or AwardReflection(
        enrolment_id=enrolment.id, reflection_id=reflection_id, text="", draft=None, revision=0
    )
