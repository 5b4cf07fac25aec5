"""Statements about the way to an award: audit, confirmations, signatures, certificate, consent.

All statements of one mentor's way to one award share the registration of its enrolment; that is
how a PCM's confirmation, whose actor is the PCM, is known to be about that mentor.
"""

from __future__ import annotations

from uuid import UUID

from lti_tool.domain.seats import Seat
from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Actor,
    Json,
    Named,
    StatementContext,
    activity,
    agent,
    award_activity,
    build,
    statement_reference,
)

EQUIVALENT_OUTSIDE_ACTIVITY = "Equivalent Outside Activity"
"""cmi5 9.5.5.2. The approver's own words may tell of people, so they stay in the house."""


def enrolled(ctx: StatementContext, *, event_id: str, award: Named) -> Json:
    """The mentor entered for the award."""
    return build(ctx, "enrolled", event_id, award_activity(ctx, award), revision=award.version)


def rated(
    ctx: StatementContext,
    *,
    event_id: str,
    award: Named | None,
    audit: Named,
    item: Named,
    rating: str,
    position: int,
    of: int,
) -> Json:
    """The mentor rated a line of an audit: the ``position``-th of ``of`` ratings, worst first.

    ``award`` is ``None`` for an audit that several awards share.
    """
    path = f"audit-item/{_audit_path(award, audit)}/{item.id}"
    return build(
        ctx,
        "rated",
        event_id,
        activity(ctx, path, v.AUDIT_ITEM, item.title),
        result={"response": rating, "score": {"raw": position, "min": 1, "max": of}},
        parent=audit_activity(ctx, award, audit),
        grouping=[award_activity(ctx, award)] if award else (),
        revision=award.version if award else None,
    )


def audit_completed(
    ctx: StatementContext, *, event_id: str, award: Named | None, audit: Named
) -> Json:
    """The mentor rated every line, or reviewed them all; what the ratings say never matters here.

    ``award`` is ``None`` for an audit that several awards share.
    """
    return build(
        ctx,
        "audit_completed",
        event_id,
        audit_activity(ctx, award, audit),
        result={"completion": True},
        parent=award_activity(ctx, award) if award else None,
        revision=award.version if award else None,
    )


def confirmed(
    ctx: StatementContext, *, event_id: str, award: Named, requirement: Named, seat: Seat
) -> Json:
    """Somebody in ``seat`` confirmed a requirement such as ``ENTRY.5/joint-observation``."""
    return build(
        ctx,
        "confirmed",
        event_id,
        _criterion(ctx, award, requirement),
        parent=award_activity(ctx, award),
        revision=award.version,
        extensions={v.SEAT: str(seat)},
    )


def confirmation_withdrawn(
    ctx: StatementContext, *, event_id: str, award: Named, requirement: Named, withdrawn: UUID
) -> Json:
    """``withdrawn``, the id of an earlier statement, no longer counts."""
    return build(
        ctx,
        "confirmation_withdrawn",
        event_id,
        _criterion(ctx, award, requirement),
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"statement": statement_reference(withdrawn)},
    )


def waived(
    ctx: StatementContext, *, event_id: str, award: Named, criterion: Named, approved_by: Actor
) -> Json:
    """Prior experience stands in (cmi5 9.3.7): the actor is the mentor, whoever approved it."""
    return build(
        ctx,
        "waived",
        event_id,
        _criterion(ctx, award, criterion),
        result={
            "success": True,
            "completion": True,
            "extensions": {v.REASON.iri(ctx.base_url): EQUIVALENT_OUTSIDE_ACTIVITY},
        },
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"instructor": agent(approved_by)},
    )


def signed(
    ctx: StatementContext, *, event_id: str, award: Named, sheet: Named, seat: Seat, digest: str
) -> Json:
    """Somebody signed the record sheet in ``seat``; ``digest`` is of what they were shown.

    ``sheet.id`` is an opaque key of this mentor's record.
    """
    return build(
        ctx,
        "signed",
        event_id,
        _sheet(ctx, sheet),
        parent=award_activity(ctx, award),
        revision=award.version,
        extensions={v.SEAT: str(seat), v.DIGEST: digest},
    )


def signature_voided(
    ctx: StatementContext, *, event_id: str, award: Named, sheet: Named, signature: UUID
) -> Json:
    """The signature of the statement ``signature`` no longer stands."""
    return build(
        ctx,
        "signature_voided",
        event_id,
        _sheet(ctx, sheet),
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"statement": statement_reference(signature)},
    )


def award_completed(ctx: StatementContext, *, event_id: str, award: Named) -> Json:
    """Every criterion is met and every signature stands."""
    return build(
        ctx,
        "award_completed",
        event_id,
        award_activity(ctx, award),
        result={"completion": True},
        revision=award.version,
    )


def certificate_earned(
    ctx: StatementContext, *, event_id: str, award: Named, certificate: Named
) -> Json:
    """A certificate was issued to the actor.

    ``certificate.id`` is an opaque key, not its number: the number opens the verification page,
    which shows a name that a store without names must not lead to.
    """
    return build(
        ctx,
        "certificate_earned",
        event_id,
        _certificate(ctx, certificate),
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def certificate_revoked(
    ctx: StatementContext, *, event_id: str, award: Named, certificate: Named, earned: UUID
) -> Json:
    """The office revoked the certificate that the statement ``earned`` tells of."""
    return build(
        ctx,
        "certificate_revoked",
        event_id,
        _certificate(ctx, certificate),
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"statement": statement_reference(earned)},
    )


def consent_given(ctx: StatementContext, *, event_id: str, scheme: str, notice: Named) -> Json:
    """The mentor agreed to the notice of that scheme; ``notice.id`` is its version."""
    return build(
        ctx, "consent_given", event_id, _notice(ctx, scheme, notice), revision=notice.version
    )


def consent_withdrawn(
    ctx: StatementContext, *, event_id: str, scheme: str, notice: Named, given: UUID
) -> Json:
    """The mentor withdrew the agreement that the statement ``given`` tells of."""
    return build(
        ctx,
        "consent_withdrawn",
        event_id,
        _notice(ctx, scheme, notice),
        revision=notice.version,
        further={"statement": statement_reference(given)},
    )


def audit_activity(ctx: StatementContext, award: Named | None, audit: Named) -> Json:
    """The Activity of an audit: one award's own, or shared by several."""
    return activity(ctx, f"audit/{_audit_path(award, audit)}", v.AUDIT, audit.title)


def _audit_path(award: Named | None, audit: Named) -> str:
    return f"{award.id}/{audit.id}" if award else audit.id


def _criterion(ctx: StatementContext, award: Named, criterion: Named) -> Json:
    return activity(ctx, f"criterion/{award.id}/{criterion.id}", v.CRITERION, criterion.title)


def _sheet(ctx: StatementContext, sheet: Named) -> Json:
    return activity(ctx, f"record-sheet/{sheet.id}", v.DOCUMENT, sheet.title)


def _certificate(ctx: StatementContext, certificate: Named) -> Json:
    return activity(ctx, f"certificate/{certificate.id}", v.CERTIFICATE, certificate.title)


def _notice(ctx: StatementContext, scheme: str, notice: Named) -> Json:
    return activity(ctx, f"consent/{scheme}/{notice.id}", v.DOCUMENT, notice.title)
