"""What answers to evaluations tell: the record store that there is one, the mentor what it says."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.statements import Course, Named, StatementContext
from lti_tool.persistence.database import new_id
from lti_tool.persistence.evaluations import EvaluationAnswer, EvaluationRound
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.evaluation_rounds import form_of
from lti_tool.usecases.house import House
from lti_tool.usecases.inserting import insert_unless_there
from lti_tool.usecases.letters import note, post
from lti_tool.usecases.telling import actor_of
from lti_tool.usecases.visits import Visit

RESPONDENTS = "urn:mentor-modules:respondents"
"""The issuer of the one actor who stands for all who answer by a link, one for each provider."""


def tell_answered(
    house: House, unit: UnitOfWork, row: EvaluationRound, answer_id: str, visit: Visit | None
) -> None:
    """Keep the statement that an evaluation was answered, never what was answered.

    ``visit`` is None for those who answer by a link: no statement tells who of them it was.
    """
    form = form_of(row.form)
    if visit is None:
        actor = _somebody(unit, row.provider_id)
        ctx = StatementContext(
            base_url=house.base_url,
            actor=statements.Actor(house.base_url, actor.id),
            at=unit.now,
        )
    else:
        actor = unit.session.get_one(Person, visit.person_id)
        ctx = StatementContext(
            base_url=house.base_url,
            actor=actor_of(house, actor),
            at=unit.now,
            course=Course(visit.course_id, visit.course_title),
            platform=urlsplit(visit.issuer).hostname,
        )
    told = statements.evaluation_answered(
        ctx, event_id=answer_id, evaluation=Named(form.id, form.title)
    )
    keep_statement(unit, actor.id, told)


def _somebody(unit: UnitOfWork, provider_id: str) -> Person:
    query = select(Person).where(Person.issuer == RESPONDENTS, Person.sub == provider_id)
    known = unit.session.scalar(query)
    if known is None:
        row = {"id": new_id(), "issuer": RESPONDENTS, "sub": provider_id}
        seen = {"first_seen": unit.now, "last_seen": unit.now}
        insert_unless_there(unit, Person, [{**row, **seen}])
        known = unit.session.scalars(query).one()
    return known


def tell_rated(
    house: House, unit: UnitOfWork, row: EvaluationRound, enrolment: Enrolment, answer_id: str
) -> None:
    """Tell a mentor by mail that there is something for them to read."""
    details = details_of_many(unit, [enrolment]).get(enrolment.id, {})
    mentor = unit.session.get_one(Person, enrolment.person_id)
    email = details.get("email") or mentor.email
    if email:
        form = form_of(row.form)
        _post(
            house,
            unit,
            row.provider_id,
            cause=f"rated:{answer_id}",
            to=email,
            name=details.get("mentor_name") or mentor.name or "mentor",
            subject=f"For you to read: {form.title}",
            says="You have been written to about your mentoring. You find it in the course, on "
            "your page “My modules and awards”, under “Evaluations”, and can reply there.",
        )


def tell_replied(
    house: House, unit: UnitOfWork, row: EvaluationRound, answer: EvaluationAnswer
) -> None:
    """Tell a tutor by mail that the mentor has replied; once."""
    tutor = unit.session.get(Person, answer.person_id)
    if tutor is not None and tutor.email:
        _post(
            house,
            unit,
            row.provider_id,
            cause=f"replied:{answer.id}",
            to=tutor.email,
            name=tutor.name or "tutor",
            subject=f"A mentor has replied: {form_of(row.form).title}",
            says="A mentor whom you wrote about has replied. You find the reply in the course, on "
            "your page “Evaluations”.",
        )


def _post(
    house: House,
    unit: UnitOfWork,
    provider_id: str,
    *,
    cause: str,
    to: str,
    name: str,
    subject: str,
    says: str,
) -> None:
    provider = unit.session.get_one(Provider, provider_id)
    closing = f"With good wishes\n{provider.office_name}\n{provider.name}"
    letter = note(cause, to, subject, [f"Dear {name},", says], closing)
    post(house, unit, letter, provider_id=provider_id)
