"""Links to an evaluation for those who have no account: made, found again, known to be over."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select

from lti_tool.domain.evaluations import is_open
from lti_tool.errors import NotFound
from lti_tool.persistence.evaluations import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
)
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House

ID_LENGTH = 16


def token_of(house: House, invitation_id: str) -> str:
    """The secret in the link; it opens this evaluation and nothing else."""
    said = _bytes(f"evaluation\n{invitation_id}")
    code = hmac.new(house.secret_key.encode(), said, hashlib.sha256)
    return invitation_id + code.hexdigest()[:40]


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")


def link_of(house: House, invitation_id: str) -> str:
    """The address in the mail."""
    return f"{house.base_url}/s/{token_of(house, invitation_id)}/evaluation"


def find_invitation(house: House, unit: UnitOfWork, token: str) -> EvaluationInvitation:
    """The invitation behind a link.

    Raises:
        NotFound: no such link.
    """
    invitation_id = token[:ID_LENGTH]
    genuine = hmac.compare_digest(_bytes(token), _bytes(token_of(house, invitation_id)))
    found = unit.session.get(EvaluationInvitation, invitation_id) if genuine else None
    if found is None:
        raise NotFound(
            "This link is not complete. Please open it from the e-mail itself, or copy the whole "
            "address into your browser."
        )
    return found


def is_waiting(house: House, invitation_id: str) -> bool:
    """Whether a mail with this link should still go out: it is open, and nobody answered yet."""
    with house.units.reading() as unit:
        invitation = unit.session.get(EvaluationInvitation, invitation_id)
        if invitation is None:
            return False
        row = unit.session.get_one(EvaluationRound, invitation.round_id)
        sent = select(EvaluationAnswer.id).where(
            EvaluationAnswer.invitation_id == invitation_id, EvaluationAnswer.sent_at.is_not(None)
        )
        open_now = is_open(row.closes_on, row.closed_at, unit.today)
        return open_now and unit.session.scalar(sent) is None
