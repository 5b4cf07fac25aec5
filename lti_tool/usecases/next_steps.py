"""What to do now: one sentence and one link, for whoever reads the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.progress import RequirementStatus
from lti_tool.domain.requirements import (
    AuditCompletion,
    Confirmation,
    EarlierAward,
    Engagement,
    EvidenceFor,
    LogKept,
    ModuleCompletion,
    ReflectionWritten,
    Requirement,
)
from lti_tool.domain.schemes import is_shared
from lti_tool.domain.seats import Seat, SeatNames, begun
from lti_tool.usecases.award_views import NextStep
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.route_steps import route_action, route_step

_AT_ITS_END = (
    "Every row is met and everyone has signed: the record is complete. This award gives no "
    "certificate; its signed record sheet can be printed and shown."
)


def seat_words(called: SeatNames, seats: Sequence[Seat], reader: Collection[Seat]) -> str:
    """Whose move it is, in the reader's words: "you", "your PCM", "the mentor"."""
    return " or ".join(_seat_word(called, seat, reader) for seat in seats)


def _seat_word(called: SeatNames, seat: Seat, reader: Collection[Seat]) -> str:
    if seat in reader:
        return "you"
    return called.your(seat) if Seat.MENTOR in reader else called.the(seat)


@dataclass(frozen=True, slots=True)
class _Open:
    """What is missing, in the sheet's order, and what has become of claims about it."""

    missing: Sequence[RequirementStatus]
    decided_elsewhere: frozenset[str]
    """Requirements whose claim waits for somebody's decision."""
    claimable: frozenset[str]
    """Requirements that earlier experience could still be claimed for."""
    checklists: frozenset[str]
    """Shared audits that stand in one list."""
    approver: Seat | None
    called: SeatNames
    """What the award calls its seats."""
    overview: bool = False
    """Whether its reflections stand together, on a page of what the mentor does."""

    @property
    def pcm(self) -> str:
        """Who signs for the school, as the mentor reads it: "your PCM"."""
        return self.called.your(Seat.PCM)

    def first(
        self,
        kind: type[Requirement],
        fits: Callable[[RequirementStatus], bool] = lambda _: True,
    ) -> RequirementStatus | None:
        """The first missing requirement of a kind."""
        found = (s for s in self.missing if isinstance(s.requirement, kind) and fits(s))
        return next(found, None)


def next_step(
    record: OpenRecord,
    reader: Collection[Seat],
    asked_on: Mapping[str, date],
    claimed: frozenset[str] = frozenset(),
) -> NextStep:
    """The one thing to do, or whom to wait for.

    Args:
        record: whose step it is about.
        reader: the seats of whoever reads it.
        asked_on: purpose of an open request ("confirm", "sign") to the day it was mailed.
        claimed: criteria for which earlier experience is claimed and not decided yet.
    """
    if record.issued or record.state.complete:
        return _signed_by_all(record, reader)
    if record.state.open_step is not None:
        return _to_sign(record.award.called, record.state.open_step.seat, reader, asked_on)
    on_route = route_step(record.state.record, reader, asked_on)
    if on_route is not None:
        return on_route
    open_ = _what_is_open(record, claimed)
    if Seat.MENTOR in reader:
        return _mentor_step(open_, asked_on)
    return _helper_step(open_, reader, claimed)


def _what_is_open(record: OpenRecord, claimed: frozenset[str]) -> _Open:
    waiver = record.award.waiver
    earlier = {
        status.requirement.id: row.criterion.id
        for row in record.state.record.criteria
        for status in row.requirements
        if isinstance(status.requirement, EarlierAward)
    }
    waivable = waiver.criteria if waiver and not claimed else frozenset[str]()
    return _Open(
        missing=[
            status
            for row in record.state.record.criteria
            for status in row.requirements
            if not status.met
        ],
        decided_elsewhere=frozenset(r for r, criterion in earlier.items() if criterion in claimed),
        checklists=frozenset(a.id for a in record.award.audits if a.shared and not a.groups),
        claimable=frozenset(r for r, criterion in earlier.items() if criterion in waivable),
        approver=waiver.approver if waiver else None,
        called=record.award.called,
        overview=record.award.overview is not None,
    )


def _signed_by_all(record: OpenRecord, reader: Collection[Seat]) -> NextStep:
    if record.issued:
        return _issued(reader)
    if record.at_its_end:
        return NextStep(_AT_ITS_END, "record_sheet", "See the record sheet")
    return _to_issue(record.award.called, reader)


def _issued(reader: Collection[Seat]) -> NextStep:
    if Seat.MENTOR in reader:
        words = "Congratulations: your certificate is here. Keep it safe, and show it to anyone."
        return NextStep(words, "certificate", "See your certificate")
    words = "Nothing is left to do: the certificate has been issued."
    return NextStep(words, "certificate", "See the certificate")


def _to_issue(called: SeatNames, reader: Collection[Seat]) -> NextStep:
    if Seat.OFFICE in reader:
        return NextStep(
            "Every criterion is met and everyone has signed. The certificate can be issued.",
            "issue",
            "Issue the certificate",
        )
    return NextStep(
        f"Every criterion is met and everyone has signed. {begun(called.the(Seat.OFFICE))} issues "
        "the certificate next; it comes by e-mail."
    )


def _to_sign(
    called: SeatNames, seat: Seat, reader: Collection[Seat], asked_on: Mapping[str, date]
) -> NextStep:
    if seat in reader:
        words = "Every criterion is met. Read the record once more, and sign it."
        return NextStep(words, "sign", "Read and sign")
    who = _seat_word(called, seat, reader)
    waiting = f"Every criterion is met. {begun(who)} signs next"
    if seat is Seat.PCM and "sign" in asked_on:
        return NextStep(f"{waiting}: the link was mailed on {_day(asked_on['sign'])}.")
    if seat is Seat.PCM and Seat.MENTOR in reader:
        return NextStep(f"{waiting}. Send them a link.", "ask_pcm", f"Ask {who}")
    return NextStep(f"{waiting}.")


def own_action(requirement: Requirement, *, may_claim: bool) -> str:
    """What the mentor can do about a requirement here; empty when there is nothing."""
    action = ""
    match requirement:
        case ModuleCompletion():
            action = f"module:{requirement.module}"
        case AuditCompletion():
            action = f"audit:{requirement.audit}"
        case EvidenceFor():
            action = evidence_action(requirement)
        case ReflectionWritten():
            action = f"reflection:{requirement.reflection}"
        case Engagement():
            action = "engagement"
        case EarlierAward() if may_claim:
            action = "experience"
        case Confirmation() if Seat.PCM in requirement.seats:
            action = "ask_pcm"
        case _:
            action = route_action(requirement)
    return action


def _mentor_step(open_: _Open, asked_on: Mapping[str, date]) -> NextStep:
    """The audit, what the award builds on, the PCM's agreement, mentoring, modules, evidence."""
    steps = (
        _begin_audit,
        _earlier_award,
        _pcm_agrees,
        _record_mentoring,
        _next_module,
        _collect_evidence,
        _review_audit,
        _go_on_mentoring,
        _write_reflection,
        _keep_log,
        _own_rest,
    )
    for step in steps:
        found = step(open_, asked_on)
        if found is not None:
            return found
    return _wait_for_others(open_, asked_on)


def _begin_audit(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(AuditCompletion, lambda status: not status.facts)
    if status is None or not isinstance(status.requirement, AuditCompletion):
        return None
    action = f"audit:{status.requirement.audit}"
    if status.requirement.audit in open_.checklists:
        words = "Begin with a checklist: it takes five minutes and shows you where you are."
        return NextStep(words, action, "Open the checklist")
    if is_shared(status.requirement.audit):
        words = (
            f"Begin with the audit: it shows you, and {open_.pcm} when you share it, where you are."
        )
        return NextStep(words, action, "Open the audit")
    words = f"Begin with the self-check: it prepares your talk with {open_.pcm}."
    return NextStep(words, action, "Fill in the self-check")


def _earlier_award(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    """A claim may take its time, so it is made early."""
    status = open_.first(EarlierAward)
    if status is None or status.requirement.id in open_.decided_elsewhere:
        return None
    if status.requirement.id in open_.claimable:
        words = (
            "This award builds on an earlier one. If you have mentored before without its "
            "certificate, say so: your experience may stand in for it."
        )
        return NextStep(words, "experience", "Claim earlier experience")
    return NextStep(f"This award builds on an earlier one: {_small(status.requirement.words)}.")


def _pcm_agrees(open_: _Open, asked_on: Mapping[str, date]) -> NextStep | None:
    """What an award begins with; where there is much to collect, the PCM is asked at the end."""
    collecting = any(open_.first(kind) for kind in (EvidenceFor, Engagement, AuditCompletion))
    if collecting or "confirm" in asked_on or not _is_for(open_.missing[0].requirement, Seat.PCM):
        return None
    words = f"Talk to {open_.pcm}, then send them a link to confirm it. They need no account."
    return NextStep(words, "ask_pcm", f"Ask {open_.pcm}")


def _record_mentoring(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    if open_.first(Engagement, lambda status: not status.facts) is None:
        return None
    words = "Record your mentoring: from when until when, and at which school. It takes a minute."
    return NextStep(words, "engagement", "Record your mentoring")


def _next_module(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(ModuleCompletion)
    if status is None or not isinstance(status.requirement, ModuleCompletion):
        return None
    words = "The next module is waiting for you. You can stop and go on at any time."
    return NextStep(words, f"module:{status.requirement.module}", "Open the module")


def _collect_evidence(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(EvidenceFor)
    if status is None or not isinstance(status.requirement, EvidenceFor):
        return None
    words = f"Collect your evidence: {_small(status.requirement.words)}. {status.so_far}".strip()
    return NextStep(words, evidence_action(status.requirement), "Open your portfolio")


def evidence_action(requirement: EvidenceFor) -> str:
    """Where the mentor works on evidence: with its rationale, or in the portfolio alone."""
    kind = "evidence" if requirement.rationale else "portfolio"
    return f"{kind}:{requirement.about}"


def _write_reflection(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(ReflectionWritten)
    if status is None or not isinstance(status.requirement, ReflectionWritten):
        return None
    if open_.overview:
        left = sum(isinstance(one.requirement, ReflectionWritten) for one in open_.missing)
        notes = "1 note is" if left == 1 else f"{left} notes are"
        words = f"Say in a few sentences what you do, row by row: {notes} still to write."
        return NextStep(words, "overview", "Write my notes")
    words = f"Write it down: {_small(status.requirement.words)}. {status.so_far}".strip()
    return NextStep(words, f"reflection:{status.requirement.reflection}", "Write it")


def _keep_log(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(LogKept)
    if status is None or not isinstance(status.requirement, LogKept):
        return None
    words = f"Keep your log: {_small(status.requirement.words)}. {status.so_far}"
    return NextStep(words, f"log:{status.requirement.log}", "Open the log")


def _review_audit(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(AuditCompletion)
    if status is None or not isinstance(status.requirement, AuditCompletion):
        return None
    words = "Look at your audit once more: what has moved since you filled it in?"
    return NextStep(words, f"audit:{status.requirement.audit}", "Review the audit")


def _go_on_mentoring(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    status = open_.first(Engagement)
    if status is None:
        return None
    words = f"Go on mentoring, and keep your record of it up to date. {status.so_far}"
    return NextStep(words, "engagement", "Open my mentoring")


def _own_rest(open_: _Open, _: Mapping[str, date]) -> NextStep | None:
    """Whatever else is the mentor's own."""
    for status in open_.missing:
        theirs = status.requirement.id not in open_.decided_elsewhere
        if theirs and Seat.MENTOR in _seats(status):
            words = f"Still open for you: {_small(status.requirement.words)}. {status.so_far}"
            return NextStep(words.strip())
    return None


def _wait_for_others(open_: _Open, asked_on: Mapping[str, date]) -> NextStep:
    missing = [s for s in open_.missing if s.requirement.id not in open_.decided_elsewhere]
    if not missing:
        who = open_.called.your(open_.approver or Seat.OFFICE)
        return NextStep(
            f"Your part is done for now: {who} decides about your earlier experience, and you get "
            "an e-mail."
        )
    for_pcm = [status for status in missing if _is_for(status.requirement, Seat.PCM)]
    if for_pcm and "confirm" not in asked_on:
        words = f"{begun(open_.pcm)} confirms the rest. Send them a link; they need no account."
        return NextStep(words, "ask_pcm", f"Ask {open_.pcm}")
    if for_pcm:
        asked = f"{begun(open_.pcm)} was asked on {_day(asked_on['confirm'])}."
        return NextStep(f"{asked} We tell you when they answer.")
    seats = tuple(dict.fromkeys(s for status in missing for s in _seats(status)))
    who = seat_words(open_.called, seats, {Seat.MENTOR})
    return NextStep(f"Your part is done for now: {who} confirms what is still open below.")


def _helper_step(open_: _Open, reader: Collection[Seat], claimed: frozenset[str]) -> NextStep:
    if claimed and open_.approver in reader:
        words = "The mentor asks that earlier experience counts. Read what they write, and decide."
        return NextStep(words, "claim", "Decide about it")
    if any(set(_seats(status)) & set(reader) for status in open_.missing):
        words = "Confirm what you have seen: what is yours to confirm stands below."
        return NextStep(words, "confirm", "Confirm")
    seats = tuple(dict.fromkeys(s for status in open_.missing for s in _seats(status)))
    who = _listed(open_, seats, reader)
    return NextStep(f"There is nothing to do for you now. It waits for {who}.")


def _listed(open_: _Open, seats: Sequence[Seat], reader: Collection[Seat]) -> str:
    return " and ".join(_seat_word(open_.called, seat, reader) for seat in seats)


def _seats(status: RequirementStatus) -> tuple[Seat, ...]:
    return status.missing.seats if status.missing else ()


def _is_for(requirement: object, seat: Seat) -> bool:
    return isinstance(requirement, Confirmation) and seat in requirement.seats


def _small(words: str) -> str:
    """A line as it goes on after a colon; what begins with capitals stays as it is."""
    first = words[:1] if words[1:2].isupper() else words[:1].lower()
    return first + words[1:].rstrip(".")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
