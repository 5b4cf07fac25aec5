"""Signatures: what is signed, in which order, by whom, and when one no longer stands.

A signature covers the record as it was shown, named by its digest. It stands while the record
still has that digest, the signatures before it stand, and nobody has voided it. Nobody signs in
two seats for one award, and nobody but the mentor signs as the mentor (domain page, open points
13, 14 and 16).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lti_tool.domain.facts import Fact, Signed, Voided, Withdrawn
from lti_tool.domain.panels import chair_of
from lti_tool.domain.progress import CriterionStatus, Record, build_record
from lti_tool.domain.schemes import Award, SignatureStep
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, NotAllowed


class SignatureState(StrEnum):
    """Where one step of the signing order is."""

    STANDS = "stands"
    OPEN = "open"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """One step of the signing order, with the signature that stands for it, if any."""

    step: SignatureStep
    state: SignatureState
    signature: Signed | None
    fallen: tuple[Signed, ...]
    """Signatures in this seat that no longer stand, oldest first."""


@dataclass(frozen=True, slots=True)
class AwardProgress:
    """The whole answer for one award: record, signatures, and whether it is complete."""

    record: Record
    signatures: tuple[SignatureStatus, ...]

    @property
    def digest(self) -> str:
        """What a signature given now would cover."""
        return record_digest(self.record)

    @property
    def award(self) -> Award:
        """The award this is about."""
        return self.record.award

    @property
    def complete(self) -> bool:
        """Every criterion is met and every signature stands."""
        return self.record.all_met and all(
            status.state is SignatureState.STANDS for status in self.signatures
        )

    @property
    def open_step(self) -> SignatureStep | None:
        """Whose signature is wanted now."""
        return next((s.step for s in self.signatures if s.state is SignatureState.OPEN), None)


def progress(award: Award, facts: Iterable[Fact], today: date) -> AwardProgress:
    """How far the facts bring a mentor towards the award on the given day."""
    facts = tuple(facts)
    record = build_record(award, facts, today)
    return AwardProgress(record, _signature_statuses(record, facts, today))


def what_is_shown(record: Record) -> dict[str, object]:
    """The record as a signer sees it, in a form that is the same for the same content."""
    optional = [[done.activity, done.id] for done in record.optional.values()]
    return {
        "award": record.award.id,
        "scheme_version": record.award.scheme_version,
        "mentor": record.mentor,
        "registered_on": record.registered_on.isoformat() if record.registered_on else None,
        "details": dict(sorted(record.details.items())),
        "criteria": [_row(status) for status in record.criteria],
        **({"optional": optional} if optional else {}),
    }


def record_digest(record: Record) -> str:
    """SHA-256 (hex) of what is shown, over canonical JSON."""
    text = json.dumps(what_is_shown(record), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _row(status: CriterionStatus) -> dict[str, object]:
    return {
        "id": status.criterion.id,
        "met": status.met,
        "since": status.since.isoformat() if status.since else None,
        "because": [[f.id for f in r.facts] if r.met else None for r in status.requirements],
    }


def _signature_statuses(
    record: Record, facts: Iterable[Fact], today: date
) -> tuple[SignatureStatus, ...]:
    facts = [fact for fact in facts if fact.on <= today]
    known = sorted((f for f in facts if isinstance(f, Signed)), key=lambda f: (f.at, f.id))
    voided = {fact.signature for fact in facts if isinstance(fact, Voided)}
    voided |= {fact.fact for fact in facts if isinstance(fact, Withdrawn)}
    statuses: list[SignatureStatus] = []
    signers: set[str] = set()
    before_stands = record.all_met
    digest = record_digest(record) if before_stands and known else ""
    for step in record.award.signatures:
        in_seat = [signed for signed in known if signed.seat is step.seat]
        standing = next(
            (
                signed
                for signed in in_seat
                if before_stands
                and signed.digest == digest
                and signed.id not in voided
                and may_sign(step.seat, signed.by, record.mentor, signers)
            ),
            None,
        )
        statuses.append(_status(step, standing, in_seat, before_stands))
        before_stands = standing is not None
        if standing:
            signers.add(standing.by)
    return tuple(statuses)


def _status(
    step: SignatureStep, standing: Signed | None, in_seat: list[Signed], may_come: bool
) -> SignatureStatus:
    if standing:
        state = SignatureState.STANDS
    else:
        state = SignatureState.OPEN if may_come else SignatureState.WAITING
    return SignatureStatus(step, state, standing, tuple(s for s in in_seat if s is not standing))


def may_sign(seat: Seat, by: str, mentor: str | None, signers: Iterable[str]) -> bool:
    """Whether this person may sit in this seat: the mentor in theirs, others once and elsewhere."""
    if seat is Seat.MENTOR:
        return by == mentor
    return by != mentor and by not in set(signers)


def chair_allows(record: Record, seat: Seat, by: str) -> bool:
    """Whether the panel's signature is left to its chair, and the chair to that signature.

    A chair who signed in another seat could not sign for the panel any more, and nobody else may.
    """
    chair = chair_of(record)
    if chair is None or all(step.seat is not Seat.PANEL for step in record.award.signatures):
        return True
    return (seat is Seat.PANEL) == (by == chair)


def check_signature(state: AwardProgress, *, seat: Seat, by: str, digest_shown: str) -> None:
    """Refuse a signature that could not stand.

    Raises:
        Conflict: it is not this seat's turn, or the record has changed since it was shown.
        NotAllowed: the person may not sign in this seat.
    """
    if state.digest != digest_shown:
        raise Conflict(
            "The record has changed since this page was opened. Please read it again before "
            "you sign."
        )
    if state.open_step is None or state.open_step.seat is not seat:
        raise Conflict(
            "This signature is not wanted now: it has been given already, or something before "
            "it is still missing."
        )
    signers = [s.signature.by for s in state.signatures if s.signature]
    if not may_sign(seat, by, state.record.mentor, signers):
        raise NotAllowed(
            "Nobody signs for themself or in two places on one record. Someone else has to sign "
            "here; the partnership office can name them."
        )
    if not chair_allows(state.record, seat, by):
        raise NotAllowed("Whoever chaired the panel signs for it, and in no other place.")


def fallen_signatures(before: AwardProgress, after: AwardProgress) -> tuple[Signed, ...]:
    """Signatures that stood before a change and no longer do: these are to be voided."""
    standing = {s.signature.id for s in after.signatures if s.signature}
    return tuple(
        s.signature for s in before.signatures if s.signature and s.signature.id not in standing
    )
