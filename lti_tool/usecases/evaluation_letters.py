"""Letters about evaluations: to whom they go, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from lti_tool.domain.evaluations import REMINDED_AT_MOST_EVERY, EvaluationForm, Respondent
from lti_tool.domain.seats import Role
from lti_tool.persistence.evaluations import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
)
from lti_tool.persistence.people import Membership, Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_rounds import form_of, of_scheme
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import LINK, Letter, message_id_of, post

FIRST = "first"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to write to; ``invitation_id`` where they answer by a link."""

    key: str
    name: str
    email: str
    invitation_id: str | None = None

    @classmethod
    def of(cls, invitation: EvaluationInvitation) -> Addressee:
        """Somebody who is asked by mail."""
        return cls(invitation.id, invitation.name, invitation.email, invitation.id)


def invited_who_wait(unit: UnitOfWork, row: EvaluationRound) -> list[Addressee]:
    """Those asked by mail a week ago or earlier who have not answered."""
    answered = select(EvaluationAnswer.invitation_id).where(
        EvaluationAnswer.round_id == row.id, EvaluationAnswer.sent_at.is_not(None)
    )
    before = unit.now - REMINDED_AT_MOST_EVERY
    query = select(EvaluationInvitation).where(
        EvaluationInvitation.round_id == row.id,
        EvaluationInvitation.made_at <= before,
        EvaluationInvitation.id.not_in(answered),
        EvaluationInvitation.email != "",
    )
    return [Addressee.of(one) for one in unit.session.scalars(query)]


def with_accounts(unit: UnitOfWork, row: EvaluationRound) -> list[Addressee]:
    """Mentors or tutors of the scheme who have not answered, and can be written to."""
    form = form_of(row.form)
    tutors = form.respondent is Respondent.LINK_TUTOR
    found = _tutors(unit, row, form.pack) if tutors else _mentors(unit, row, form.pack)
    return [one for one in found if one.email]


def _mentors(unit: UnitOfWork, row: EvaluationRound, pack: str) -> Iterable[Addressee]:
    answered = select(EvaluationAnswer.person_id).where(
        EvaluationAnswer.round_id == row.id, EvaluationAnswer.sent_at.is_not(None)
    )
    query = (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            of_scheme(pack),
            Enrolment.provider_id == row.provider_id,
            Enrolment.person_id.not_in(answered),
        )
    )
    rows = unit.session.execute(query).all()
    details = details_of_many(unit, [found.Enrolment for found in rows])
    people = {}
    for found in rows:
        given = details.get(found.Enrolment.id, {})
        name = given.get("mentor_name") or found.Person.name or "mentor"
        email = given.get("email") or found.Person.email or ""
        people[found.Person.id] = Addressee(found.Person.id, name, email)
    return people.values()


def _tutors(unit: UnitOfWork, row: EvaluationRound, pack: str) -> Iterable[Addressee]:
    """Tutors of courses in which a mentor is left who has not been rated."""
    rated = select(EvaluationAnswer.enrolment_id).where(
        EvaluationAnswer.round_id == row.id, EvaluationAnswer.sent_at.is_not(None)
    )
    courses = select(Enrolment.course_id).where(
        of_scheme(pack), Enrolment.provider_id == row.provider_id, Enrolment.id.not_in(rated)
    )
    query = select(Person).where(
        Person.id.in_(
            select(Membership.person_id).where(
                Membership.role == Role.TUTOR, Membership.course_id.in_(courses)
            )
        )
    )
    people = unit.session.scalars(query).all()
    return [Addressee(one.id, one.name or "tutor", one.email or "") for one in people]


def write_to(
    house: House,
    unit: UnitOfWork,
    row: EvaluationRound,
    addressees: Iterable[Addressee],
    which: str,
) -> None:
    """Queue a letter to each; the same one (``which``) never goes out twice."""
    provider = unit.session.get_one(Provider, row.provider_id)
    form = form_of(row.form)
    for one in addressees:
        letter = Letter(
            cause=_cause(row, one.key, which),
            to=one.email,
            subject=f"{'' if which == FIRST else 'A reminder: '}{form.title}",
            text=_text(row, form, provider, one),
            evaluation_id=one.invitation_id,
            until=_end_of(row),
        )
        post(house, unit, letter, provider_id=row.provider_id)


def mails_about(house: House, row: EvaluationRound, key: str) -> Sequence[str]:
    """The Message-IDs of all letters that somebody may have been sent about a round."""
    every = [FIRST, *(reminder(number) for number in range(1, row.mailed + 1))]
    return [message_id_of(house.base_url, _cause(row, key, which)) for which in every]


def reminder(number: int) -> str:
    """What the so-manieth reminder of a round is called."""
    return f"reminder-{number}"


def _cause(row: EvaluationRound, key: str, which: str) -> str:
    return f"evaluation:{row.id}:{key}:{which}"


def _end_of(row: EvaluationRound) -> datetime:
    """The end of the round's last day, an hour or so generously."""
    return datetime.combine(row.closes_on + timedelta(days=1), time(), UTC)


def _text(row: EvaluationRound, form: EvaluationForm, provider: Provider, one: Addressee) -> str:
    until = f"{row.closes_on.day} {row.closes_on:%B %Y}"
    return (
        f"Dear {one.name},\n\n"
        f"{provider.name} would like to know what you think about {form.about}. It takes about "
        f"five minutes; you can answer, and change your answers, until {until}.\n\n"
        f"{_how(form, one)}\n\n{_who_reads(form)}\n\n"
        f"With thanks\n{provider.office_name}\n{provider.name}\n"
    )


def _how(form: EvaluationForm, one: Addressee) -> str:
    if one.invitation_id:
        return (
            f"Please open this page; you need no account and no password:\n\n{LINK}\n\n"
            "The link is for you alone. Your address is deleted 30 days after the evaluation has "
            "closed."
        )
    if form.respondent is Respondent.LINK_TUTOR:
        return "You find it in the course, on your page “Evaluations”, for each of your mentors."
    return "You find it in the course, on your page “My modules and awards”, under “Evaluations”."


def _who_reads(form: EvaluationForm) -> str:
    if form.respondent is Respondent.LINK_TUTOR:
        return "Each mentor reads what you write about them, and can reply; so does the office."
    if form.by_name:
        return "The office reads your answers with your name."
    return (
        "Your answers are only ever shown together with those of others, without names, and only "
        "when five people or more have answered."
    )
