"""Enrol: enter an award with one's details and consent, and change the details later."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.facts import DetailsGiven, Registered
from lti_tool.domain.schemes import Award, FieldKind, SheetField
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement
from lti_tool.usecases.addresses import is_whole_address, refuse_own_address
from lti_tool.usecases.award_views import EnrolmentForm
from lti_tool.usecases.consent import consent_event
from lti_tool.usecases.house import House
from lti_tool.usecases.records import (
    add_facts,
    find_enrolment,
    lock,
    open_record,
    own_award,
    own_enrolment,
    refresh,
    scheme_of,
)
from lti_tool.usecases.requests import close_open
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit
from lti_tool.usecases.welcoming import welcome

LONGEST_VALUE = 200
_POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}")


def enrolment_form(house: House, visit: Visit, award_id: str) -> EnrolmentForm:
    """The form with what is known already: from the record, else from the launch.

    Raises:
        NotFound: no such award.
    """
    award, scheme = own_award(house, visit, award_id), scheme_of(house, award_id)
    with house.units.reading() as unit:
        enrolment = find_enrolment(unit, visit.person_id, award_id)
        state = open_record(house, unit, enrolment).state if enrolment else None
        elsewhere = {} if enrolment else _given_before(unit, visit)
    known = {"mentor_name": visit.name, "email": visit.email or "", **elsewhere}
    return EnrolmentForm(
        award=award,
        scheme=scheme,
        fields=mentor_fields(award),
        values={**known, **(state.record.details if state else {})},
        consent=scheme.consent,
        enrolled=enrolment is not None,
        signed=state is not None and any(status.signature for status in state.signatures),
    )


def _given_before(unit: UnitOfWork, visit: Visit) -> Mapping[str, str]:
    """What the mentor said on entering another award, the newest first: nobody types it twice."""
    query = (
        select(Enrolment)
        .where(Enrolment.person_id == visit.person_id)
        .order_by(Enrolment.created_at.desc())
        .limit(1)
    )
    newest = unit.session.scalars(query).all()
    given = details_of_many(unit, newest)
    return {name: value for one in newest for name, value in given.get(one.id, {}).items() if value}


def mentor_fields(award: Award) -> tuple[SheetField, ...]:
    """The sheet's fields that the mentor fills."""
    return tuple(field for field in award.sheet if field.filled_by == "mentor")


def enrol(
    house: House, visit: Visit, award_id: str, values: Mapping[str, str], *, consent: bool
) -> None:
    """Enter the award: details, consent, registration. Sent twice, it is done once.

    Raises:
        InvalidInput: what is missing or malformed, field by field (``consent`` among them).
        NotFound: no such award.
    """
    award = house.library.award(award_id)
    wrong: dict[str, str] = {}
    details = _checked(award, values, wrong)
    if not consent:
        wrong["consent"] = "Please tick that you agree: the award cannot be shared otherwise."
    with house.units.writing() as unit:
        _check_pcm_address(unit, visit, details, wrong)
        if wrong:
            raise InvalidInput(wrong)
        _one_at_a_time(unit, visit)
        if find_enrolment(unit, visit.person_id, award_id) is None:
            _register(house, unit, visit, award, details)


def _one_at_a_time(unit: UnitOfWork, visit: Visit) -> None:
    """Let a double click's second half wait for its first (SQLite lets nobody in anyway)."""
    mine = select(Person.id).where(Person.id == visit.person_id)
    unit.session.execute(mine.with_for_update(key_share=True))


def _register(
    house: House, unit: UnitOfWork, visit: Visit, award: Award, details: Mapping[str, str]
) -> None:
    scheme = scheme_of(house, award.id)
    enrolment = Enrolment(
        id=new_id(),
        person_id=visit.person_id,
        provider_id=visit.provider_id,
        course_id=visit.course_id,
        award_id=award.id,
        scheme_version=award.scheme_version,
        registered_on=unit.today,
        consent_version=scheme.consent.version,
        consent_at=unit.now,
        created_at=unit.now,
    )
    unit.session.add(enrolment)
    unit.session.flush()
    registered = Registered(id=new_id(), on=unit.today, at=unit.now, by=visit.person_id)
    keep_fact(unit, registered, person_id=visit.person_id, enrolment=enrolment.id)
    keep_fact(unit, _given(unit, visit, details), person_id=visit.person_id, enrolment=enrolment.id)
    refresh(house, unit, person_id=visit.person_id)
    welcome(house, unit, enrolment, award, details)
    ctx = context_for(house, unit, person_id=visit.person_id, enrolment=enrolment)
    for statement in (
        statements.enrolled(ctx, event_id=registered.id, award=award_named(award)),
        statements.consent_given(
            ctx,
            event_id=consent_event(enrolment),
            scheme=scheme.id,
            notice=Named(scheme.consent.version, "Sharing notice", scheme.consent.version),
        ),
    ):
        keep_statement(unit, visit.person_id, statement)


def change_details(
    house: House, visit: Visit, award_id: str, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Change one's details; the titles of signatures that this voided come back.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: what is missing or malformed, field by field.
        NotFound: the visitor has not entered the award.
    """
    award = own_award(house, visit, award_id)
    wrong: dict[str, str] = {}
    details = _checked(award, values, wrong)
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(
                "The certificate has been issued, so the record is closed. If something on it is "
                "wrong, please ask the partnership office."
            )
        _check_pcm_address(unit, visit, details, wrong)
        if wrong:
            raise InvalidInput(wrong)
        before = record.state.record.details
        if details == before:
            return ()
        if details.get("pcm_email") != before.get("pcm_email"):
            close_open(unit, enrolment, None, "replaced")
        return add_facts(house, unit, enrolment, [_given(unit, visit, details)])


def _given(unit: UnitOfWork, visit: Visit, details: Mapping[str, str]) -> DetailsGiven:
    return DetailsGiven(
        id=new_id(), on=unit.today, at=unit.now, by=visit.person_id, values=dict(details)
    )


def _checked(award: Award, values: Mapping[str, str], wrong: dict[str, str]) -> dict[str, str]:
    """The fields' values, trimmed; what is wrong is added to ``wrong`` by field."""
    details = {}
    for field in mentor_fields(award):
        value = " ".join(values.get(field.name, "").split())
        problem = _problem(field, value)
        if problem:
            wrong[field.name] = problem
        details[field.name] = value.upper() if field.kind is FieldKind.POSTCODE else value
    return details


def _problem(field: SheetField, value: str) -> str:
    if not value:
        return f"Please fill in “{field.label}”." if field.required else ""
    if len(value) > LONGEST_VALUE:
        return f"“{field.label}” is too long; {LONGEST_VALUE} characters are the most."
    if not value.isprintable():
        return f"“{field.label}” has characters that cannot be printed. Please type it again."
    return _kind_problem(field, value)


def _kind_problem(field: SheetField, value: str) -> str:
    if field.kind is FieldKind.EMAIL and not is_whole_address(value):
        return f"“{field.label}” needs a whole e-mail address, such as name@school.example."
    if field.kind is FieldKind.POSTCODE and not _POSTCODE.fullmatch(value):
        return f"“{field.label}” needs a whole UK postcode, such as W5 2AB."
    if field.kind is FieldKind.CHOICE and value not in field.choices:
        return f"Please choose one of the answers offered for “{field.label}”."
    return ""


def _check_pcm_address(
    unit: UnitOfWork, visit: Visit, details: Mapping[str, str], wrong: dict[str, str]
) -> None:
    email = details.get("pcm_email", "")
    if not email or "pcm_email" in wrong:
        return
    try:
        refuse_own_address(unit, visit.person_id, email, details.get("email", ""))
    except NotAllowed as error:
        wrong["pcm_email"] = str(error)
