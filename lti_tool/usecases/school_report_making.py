"""Put a school's year-end report together: its mentors' engagement, evaluations, what to do next.

Evaluations stand in it only as they may be shown beside everybody's results
(:func:`~lti_tool.domain.disclosure.parts_shown`): of closed rounds, in bands, from five answers on,
and never what somebody wrote. Gaps are those of all the provider's mentors, from the one table
there is: a table of a school's own mentors would show them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from sqlalchemy import select

from lti_tool.domain.disclosure import parts_shown
from lti_tool.domain.evaluations import (
    Line,
    Question,
    Respondent,
    band_words,
    school_year_days,
    school_year_words,
    tally,
)
from lti_tool.domain.facts import (
    AuditDone,
    AuditReviewed,
    Fact,
    Logged,
    ModuleDone,
    Signed,
    Voided,
    Withdrawn,
)
from lti_tool.domain.logs import LogForm
from lti_tool.domain.schemes import Scheme
from lti_tool.domain.school_reports import (
    MentorRow,
    ReportEvaluation,
    ReportLine,
    SchoolReportDocument,
)
from lti_tool.persistence.evaluations import EvaluationAnswer, EvaluationRound
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.reading import facts_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.addresses import normalised_postcode
from lti_tool.usecases.evaluation_rounds import respondents_words, round_view
from lti_tool.usecases.house import House
from lti_tool.usecases.mentor_gaps import audits_with_gaps, gap_view
from lti_tool.usecases.training_sessions import coming_sessions

MOST_GAPS = 3
AUDIT_COLUMN = "Self-evaluation"


def school_key(name: str, postcode: str) -> str:
    """How schools are told apart: by name and postcode, however they are typed; empty for none."""
    said = " ".join(name.split()).casefold()
    return f"{said}/{normalised_postcode(postcode)}" if said else ""


@dataclass(frozen=True, slots=True)
class SchoolMentor:
    """A mentor of the school, by the record in which they named it."""

    enrolment: Enrolment
    name: str


@dataclass(slots=True)
class _Year:
    """What one mentor did in the school year."""

    modules: set[str] = field(default_factory=set)
    audits: list[Fact] = field(default_factory=list)
    logged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    signatures: int = 0


def make_document(
    house: House,
    unit: UnitOfWork,
    *,
    provider_id: str,
    scheme: Scheme,
    school: tuple[str, str],
    school_year: int,
    mentors: Sequence[SchoolMentor],
) -> SchoolReportDocument:
    """The report on a school (its name and its postcode) as of now."""
    provider = unit.session.get_one(Provider, provider_id)
    days = school_year_days(school_year)
    facts = facts_of_many(unit, [one.enrolment for one in mentors]) if mentors else {}
    years = [_year(facts[one.enrolment.id], days) for one in mentors]
    columns = _columns(scheme)
    key = school_key(*school)
    return SchoolReportDocument(
        school=school[0],
        postcode=school[1],
        school_year=school_year_words(school_year),
        scheme_title=scheme.title,
        provider_name=provider.name,
        office_name=provider.office_name,
        made_at=unit.now,
        columns=tuple(title for title, _ in columns),
        mentors=tuple(
            MentorRow(one.name, tuple(cell(year) for _, cell in columns))
            for one, year in zip(mentors, years, strict=True)
        ),
        evaluations=tuple(_evaluations(house, unit, provider_id, scheme.id, school_year, key)),
        next_steps=(
            *_about_mentors(years, scheme),
            *_about_gaps(house, unit, provider_id),
            *_about_training(unit, provider_id),
        ),
    )


# --- Engagement ----------------------------------------------------------------------------------


def _logs(scheme: Scheme) -> tuple[LogForm, ...]:
    """The logs that the scheme's awards keep, such as weekly meetings."""
    found = {log.id: log for award in scheme.awards for log in award.logs}
    return tuple(found.values())


def _year(facts: Iterable[Fact], days: tuple[date, date]) -> _Year:
    facts = list(facts)
    gone = {f.fact for f in facts if isinstance(f, Withdrawn)}
    gone |= {f.signature for f in facts if isinstance(f, Voided)}
    found = _Year()
    for fact in facts:
        if fact.id not in gone and days[0] <= fact.on <= days[1]:
            _count(found, fact)
    return found


def _count(year: _Year, fact: Fact) -> None:
    match fact:
        case ModuleDone():
            year.modules.add(fact.module)
        case AuditDone() | AuditReviewed():
            year.audits.append(fact)
        case Logged():
            year.logged[fact.log] += 1
        case Signed():
            year.signatures += 1


Column = tuple[str, Callable[[_Year], str]]
"""The heading of a column, and what stands in it."""


def _columns(scheme: Scheme) -> list[Column]:
    """What the scheme asks of its mentors, as far as it can be counted."""
    awards = scheme.awards
    found: list[Column] = []
    if any(award.modules() for award in awards):
        found.append(("Modules finished", lambda year: str(len(year.modules))))
    if any(audit.shared and audit.groups for award in awards for audit in award.audits):
        found.append((AUDIT_COLUMN, _audit_words))
    found += [(log.title, partial(_logged, log.id)) for log in _logs(scheme)]
    if any(award.signatures for award in awards):
        found.append(("Signatures", lambda year: str(year.signatures)))
    return found


def _audit_words(year: _Year) -> str:
    if any(isinstance(fact, AuditReviewed) for fact in year.audits):
        return "Reviewed"
    return "Completed" if year.audits else "Not this year"


def _logged(log_id: str, year: _Year) -> str:
    return str(year.logged.get(log_id, 0))


# --- Evaluations ---------------------------------------------------------------------------------


def _evaluations(
    house: House,
    unit: UnitOfWork,
    provider_id: str,
    pack: str,
    school_year: int,
    key: str,
) -> Iterable[ReportEvaluation]:
    """Closed rounds of the year, but for what schools said about the university."""
    query = select(EvaluationRound).where(
        EvaluationRound.provider_id == provider_id, EvaluationRound.school_year == school_year
    )
    rows = unit.session.scalars(query.order_by(EvaluationRound.closes_on, EvaluationRound.id))
    views = [(row, round_view(unit, row)) for row in rows]
    for row, view in views:
        form = view.form
        if view.is_open or form.pack != pack or form.respondent is Respondent.PCM:
            continue
        answers = _sent(unit, row.id)
        yield ReportEvaluation(
            title=view.title,
            about=form.about,
            who=respondents_words(house, form),
            lines=tuple(_line(question, line, answers, key) for question, line in form.rated()),
        )


def _sent(unit: UnitOfWork, round_id: str) -> dict[str, list[dict[str, str]]]:
    """The answers of a round, by school."""
    query = select(EvaluationAnswer).where(
        EvaluationAnswer.round_id == round_id, EvaluationAnswer.sent_at.is_not(None)
    )
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in unit.session.scalars(query):
        found[school_key(one.school, one.postcode)].append(one.values)
    return found


def _line(
    question: Question,
    line: Line,
    answers: dict[str, list[dict[str, str]]],
    key: str,
) -> ReportLine:
    parts = {name: tally(question, line, given) for name, given in answers.items()}
    shown = parts_shown(parts).get(key, ()) if key in parts else ()
    words = f"{line.code} {line.words}" if line.code else line.words
    return ReportLine(
        words,
        tuple((band_words(question.scale, band), band.count) for band in shown if band.count),
    )


# --- What to do next -----------------------------------------------------------------------------


def _about_mentors(years: Sequence[_Year], scheme: Scheme) -> Iterable[str]:
    asks_audit = any(title == AUDIT_COLUMN for title, _ in _columns(scheme))
    without_audit = sum(not year.audits for year in years)
    if asks_audit and without_audit:
        yield (
            f"{_of(without_audit, len(years))} not completed or reviewed a self-evaluation this "
            "year. Half an hour set aside in a mentors’ meeting is enough."
        )
    for log in _logs(scheme):
        without = sum(not year.logged.get(log.id) for year in years)
        if without:
            yield (
                f"{_of(without, len(years))} nothing signed off under “{log.title}” this year. "
                "A fixed hour in the timetable helps most."
            )


def _of(number: int, total: int) -> str:
    if total == 1:
        return "The school’s mentor has"
    if number == total:
        return f"All {total} mentors have"
    return f"{number} of {total} mentors {'has' if number == 1 else 'have'}"


def _about_gaps(house: House, unit: UnitOfWork, provider_id: str) -> Iterable[str]:
    for audit in audits_with_gaps(house):
        for gap in gap_view(unit, provider_id, audit).proposals[:MOST_GAPS]:
            yield (
                f"Across all schools, {gap.below} of {gap.total} mentors rate themselves "
                f"{gap.below_words} in {gap.code}: {gap.words} It could be a topic for a mentors’ "
                "meeting."
            )


def _about_training(unit: UnitOfWork, provider_id: str) -> Iterable[str]:
    for session in coming_sessions(unit, provider_id):
        day = f"{session.day.day} {session.day:%B %Y}"
        yield f"Training to come: {session.title}, {day}, {session.place}."
