"""Ask for answers: letters to mentors and tutors, links to those who have no account, reminders.

Of those asked by mail a name and an address are kept until some time after the round has closed,
and no person is made of them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain.evaluations import (
    KEPT_AFTER,
    REMINDED_AT_MOST_EVERY,
    Respondent,
    is_open,
    may_remind,
)
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.evaluations import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
)
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.addresses import is_whole_address, mailbox, normalised_email
from lti_tool.usecases.evaluation_letters import (
    FIRST,
    Addressee,
    invited_who_wait,
    reminder,
    with_accounts,
    write_to,
)
from lti_tool.usecases.evaluation_rounds import (
    closed_on,
    find_round,
    form_of,
    lock_round,
    of_scheme,
    only_office,
    respondents_words,
    round_lines,
    why_not_reopen,
)
from lti_tool.usecases.evaluation_views import AskedLine, RoundPage
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

MOST_AT_ONCE = 500
LONGEST_LIST = 60_000
CLOSED = "This evaluation is closed, so nobody is asked any more. It can be opened again."


# --- The office's page ---------------------------------------------------------------------------


def round_page(house: House, visit: Visit, round_id: str) -> RoundPage:
    """A round with the people who are asked.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.reading() as unit:
        row = find_round(unit, visit.provider_id, round_id)
        (line,) = round_lines(unit, [row])
        people = _people(unit, row)
        open_now = line.round.is_open
        to_remind = open_now and line.answered < line.asked
        why_not = why_not_reopen(unit, row)
        return RoundPage(
            line=line,
            people=people,
            forgets_on=closed_on(row) + KEPT_AFTER,
            forgotten=row.forgotten_at is not None,
            remind_from=row.mailed_at + REMINDED_AT_MOST_EVERY if to_remind else None,
            may_remind=to_remind and may_remind(row.mailed_at, unit.now),
            may_reopen=not open_now and not why_not,
            why_not_reopen="" if open_now else why_not,
            suggested=_suggested(unit, row) if open_now and not people else "",
            respondents=respondents_words(house, line.round.form),
        )


def _people(unit: UnitOfWork, row: EvaluationRound) -> tuple[AskedLine, ...]:
    query = (
        select(EvaluationInvitation, EvaluationAnswer.sent_at)
        .outerjoin(EvaluationAnswer, EvaluationAnswer.invitation_id == EvaluationInvitation.id)
        .where(EvaluationInvitation.round_id == row.id)
        .order_by(EvaluationInvitation.name, EvaluationInvitation.id)
    )
    by_name = form_of(row.form).by_name
    return tuple(
        AskedLine(
            invitation_id=invitation.id,
            name=invitation.name,
            email=invitation.email,
            school=invitation.school,
            answered=sent_at is not None if by_name else None,
            may_be_taken_off=by_name and sent_at is None,
        )
        for invitation, sent_at in unit.session.execute(query)
    )


def _suggested(unit: UnitOfWork, row: EvaluationRound) -> str:
    """The PCMs whom enrolled mentors have named, a line for each."""
    form = form_of(row.form)
    if form.respondent is not Respondent.PCM:
        return ""
    query = select(Enrolment).where(of_scheme(form.pack), Enrolment.provider_id == row.provider_id)
    enrolments = unit.session.scalars(query).all()
    named = {
        mailbox(details["pcm_email"]): details
        for details in details_of_many(unit, enrolments).values()
        if details.get("pcm_email")
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in sorted(named.values(), key=lambda details: details.get("pcm_name", "")):
        keys = ("pcm_name", "pcm_email", "school", "postcode")
        writer.writerow([one.get(key, "") for key in keys])
    return out.getvalue()[:LONGEST_LIST]


# --- Asking --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Somebody:
    """One line of a list of people to ask."""

    name: str
    email: str
    school: str
    postcode: str


def ask_people(house: House, visit: Visit, round_id: str, lines: str) -> int:
    """Mail a link to each of the people listed; those who are asked already are left alone.

    Returns:
        How many are asked now who were not before.

    Raises:
        Conflict: the round is closed, or is not answered by link.
        InvalidInput: a line cannot be read.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    people = _read_people(lines)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        if not is_open(row.closes_on, row.closed_at, unit.today):
            raise Conflict(CLOSED)
        if not form_of(row.form).respondent.by_link:
            raise Conflict("This evaluation is answered in the course, not by a link.")
        known = select(EvaluationInvitation.mailbox).where(
            EvaluationInvitation.round_id == round_id
        )
        asked = set(unit.session.scalars(known))
        new = {mailbox(one.email): one for one in people if mailbox(one.email) not in asked}
        for box, somebody in new.items():
            _invite(house, unit, row, somebody, box)
    return len(new)


def _invite(
    house: House, unit: UnitOfWork, row: EvaluationRound, somebody: Somebody, box: str
) -> None:
    invitation = EvaluationInvitation(
        id=new_id(),
        round_id=row.id,
        name=somebody.name,
        email=normalised_email(somebody.email),
        mailbox=box,
        school=somebody.school,
        postcode=somebody.postcode,
        made_at=unit.now,
    )
    unit.session.add(invitation)
    unit.session.flush()
    write_to(house, unit, row, [Addressee.of(invitation)], FIRST)


def _read_people(lines: str) -> list[Somebody]:
    """The people in a list: name, e-mail, and if known the school and its postcode.

    Raises:
        InvalidInput: which line cannot be read, and why.
    """
    typed = [line for line in lines.replace("\t", ",").replace(";", ",").splitlines() if line]
    rows = [[cell.strip() for cell in row] for row in csv.reader(typed, skipinitialspace=True)]
    found: list[Somebody] = []
    for number, cells in enumerate(rows, start=1):
        name, email, school, postcode = (*cells[:4], "", "", "", "")[:4]
        readable = name and all(cell.isprintable() for cell in cells)
        if not readable or not is_whole_address(email) or len(cells) > 4:
            raise InvalidInput(
                {
                    "people": f"Line {number} cannot be read. Please write: name, e-mail address, "
                    "school, postcode. The last two may be left out."
                }
            )
        found.append(Somebody(name[:200], email, school[:200], postcode[:16]))
    if not found:
        raise InvalidInput({"people": "Please name the people to ask, one on each line."})
    if len(found) > MOST_AT_ONCE:
        raise InvalidInput({"people": f"Please ask {MOST_AT_ONCE} people at a time at most."})
    return found


def take_off(house: House, visit: Visit, round_id: str, invitation_id: str) -> None:
    """Take somebody off the list who has not answered; their link stops working.

    Raises:
        Conflict: they have answered, or the form does not tell who has.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round, or nobody of that id is asked in it.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        invitation = unit.session.get(EvaluationInvitation, invitation_id)
        if invitation is None or invitation.round_id != row.id:
            raise NotFound("Nobody of that name is asked in this evaluation.")
        answers = select(EvaluationAnswer).where(EvaluationAnswer.invitation_id == invitation_id)
        kept = unit.session.scalars(answers).all()
        if not form_of(row.form).by_name or any(answer.sent_at for answer in kept):
            raise Conflict("This person has answered by now, so they stay on the list.")
        for draft in kept:
            unit.session.delete(draft)
        unit.session.flush()
        unit.session.delete(invitation)


def ask_those_with_accounts(house: House, visit: Visit, round_id: str) -> int:
    """Tell mentors or tutors by mail that a round has opened; how many letters there are.

    Called again it does nothing: each letter goes out once.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        if form_of(row.form).respondent.by_link:
            return 0
        addressees = with_accounts(unit, row)
        write_to(house, unit, row, addressees, FIRST)
    return len(addressees)


def remind(house: House, visit: Visit, round_id: str) -> int:
    """Remind everybody who has not answered; how many letters go out.

    Raises:
        Conflict: the round is closed, or they were written to less than a week ago.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        if not is_open(row.closes_on, row.closed_at, unit.today):
            raise Conflict(CLOSED)
        if not may_remind(row.mailed_at, unit.now):
            raise Conflict("They were written to less than a week ago. Please wait a few days.")
        by_link = form_of(row.form).respondent.by_link
        found = invited_who_wait(unit, row) if by_link else with_accounts(unit, row)
        row.mailed_at, row.mailed = unit.now, row.mailed + 1
        write_to(house, unit, row, found, reminder(row.mailed))
    return len(found)
