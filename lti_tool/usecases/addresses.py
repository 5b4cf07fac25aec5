"""Which e-mail address counts for a seat, so that nobody signs through a second one of their own.

An address counts for the PCM's seat when the office has vouched for it, or when it is in the
confirmed domain of the very school that the mentor named; never when it is the mentor's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import func, select

from lti_tool.errors import NotAllowed
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import EMAIL_ISSUER, Person
from lti_tool.persistence.platforms import School, VouchedAddress
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.inserting import insert_unless_there

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(
    r"""[^@\s,;:<>()\[\]"\\]{1,64}@[^@\s,;:<>()\[\]"\\]+\.[^@\s.,;:<>()\[\]"\\]+"""
)


def normalised_email(address: str) -> str:
    """The form in which addresses are compared."""
    return address.strip().lower()


def mailbox(address: str) -> str:
    """Where mail to the address lands: what stands after ``+`` only sorts it (RFC 5233)."""
    name, at, host = normalised_email(address).rpartition("@")
    return name.partition("+")[0] + at + host


def is_whole_address(address: str) -> bool:
    """Whether it looks like one e-mail address, and like nothing else as well."""
    return _ADDRESS.fullmatch(address) is not None and len(address) <= LONGEST_ADDRESS


def normalised_postcode(postcode: str) -> str:
    """Capitals, no spaces: how postcodes are compared."""
    return "".join(postcode.split()).upper()


def is_vouched(unit: UnitOfWork, provider_id: str, email: str, details: Mapping[str, str]) -> bool:
    """Whether the address may sit in the PCM's seat for a mentor with these details."""
    email = normalised_email(email)
    vouched = select(VouchedAddress.id).where(
        VouchedAddress.provider_id == provider_id, VouchedAddress.email == email
    )
    return unit.session.scalar(vouched) is not None or _school_vouches(
        unit, provider_id, email, details
    )


def _school_vouches(
    unit: UnitOfWork, provider_id: str, email: str, details: Mapping[str, str]
) -> bool:
    domain = email.rpartition("@")[2]
    postcodes = select(School.postcode).where(
        School.provider_id == provider_id, func.lower(School.email_domain) == domain
    )
    named = normalised_postcode(details.get("postcode", ""))
    return any(normalised_postcode(known) == named for known in unit.session.scalars(postcodes))


def is_own_address(unit: UnitOfWork, mentor_id: str, email: str, own: str) -> bool:
    """Whether an address is the mentor's, by their launch or by their record sheet (``own``)."""
    mentor = unit.session.get_one(Person, mentor_id)
    return mailbox(email) in {mailbox(known) for known in (mentor.email or "", own) if known}


def refuse_own_address(unit: UnitOfWork, mentor_id: str, email: str, own: str) -> None:
    """Refuse an address that is the mentor's, by their launch or by their record sheet.

    Raises:
        NotAllowed: it is.
    """
    if is_own_address(unit, mentor_id, email, own):
        raise NotAllowed(
            "The address of the person who signs for your school is the same as your own. Nobody "
            "can sign for themself: please give theirs, or name a senior colleague if that person "
            "is you."
        )


def signer_by_email(unit: UnitOfWork, email: str, name: str) -> Person:
    """The person who signs under that address, made on their first answer."""
    email = normalised_email(email)
    query = select(Person).where(Person.issuer == EMAIL_ISSUER, Person.sub == email)
    known = unit.session.scalar(query)
    if known is None:
        person = {"id": new_id(), "issuer": EMAIL_ISSUER, "sub": email, "email": email}
        seen = {"first_seen": unit.now, "last_seen": unit.now}
        insert_unless_there(unit, Person, [{**person, **seen}])
        known = unit.session.scalars(query).one()
    known.name, known.last_seen = name, unit.now
    unit.session.flush()
    return known
