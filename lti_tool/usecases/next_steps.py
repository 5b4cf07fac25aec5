"""What to do now: one sentence and one link, for whoever reads the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from lti_tool.domain.progress import RequirementStatus
from lti_tool.domain.schemes import AuditCompletion, Confirmation, ModuleCompletion
from lti_tool.domain.seats import SEAT_WORDS, Seat
from lti_tool.usecases.award_views import NextStep
from lti_tool.usecases.records import OpenRecord

_NEUTRAL = {
    Seat.MENTOR: "the mentor",
    Seat.PCM: "the PCM",
    Seat.LINK_TUTOR: "the link tutor",
    Seat.OFFICE: "the partnership office",
    Seat.PARTNERSHIP_MANAGER: "the partnership manager",
    Seat.PANEL: "the panel",
}


def seat_words(seats: Sequence[Seat], reader: Collection[Seat]) -> str:
    """Whose move it is, in the reader's words: "you", "your PCM", "the mentor"."""
    return " or ".join(_seat_word(seat, reader) for seat in seats)


def _seat_word(seat: Seat, reader: Collection[Seat]) -> str:
    if seat in reader:
        return "you"
    return SEAT_WORDS[seat] if Seat.MENTOR in reader else _NEUTRAL[seat]


def next_step(
    record: OpenRecord, reader: Collection[Seat], asked_on: Mapping[str, date]
) -> NextStep:
    """The one thing to do, or whom to wait for."""
    if record.issued:
        return _issued(reader)
    if record.state.complete:
        return _to_issue(reader)
    if record.state.open_step is not None:
        return _to_sign(record.state.open_step.seat, reader, asked_on)
    missing = [
        status
        for row in record.state.record.criteria
        for status in row.requirements
        if not status.met
    ]
    if Seat.MENTOR in reader:
        return _mentor_step(missing, asked_on)
    return _helper_step(missing, reader)


def _issued(reader: Collection[Seat]) -> NextStep:
    if Seat.MENTOR in reader:
        words = "Congratulations: your certificate is here. Keep it safe, and show it to anyone."
        return NextStep(words, "certificate", "See your certificate")
    words = "Nothing is left to do: the certificate has been issued."
    return NextStep(words, "certificate", "See the certificate")


def _to_issue(reader: Collection[Seat]) -> NextStep:
    if Seat.OFFICE in reader:
        return NextStep(
            "Every criterion is met and everyone has signed. The certificate can be issued.",
            "issue",
            "Issue the certificate",
        )
    return NextStep(
        "Every criterion is met and everyone has signed. The partnership office issues the "
        "certificate next; it comes by e-mail."
    )


def _to_sign(seat: Seat, reader: Collection[Seat], asked_on: Mapping[str, date]) -> NextStep:
    if seat in reader:
        words = "Every criterion is met. Read the record once more, and sign it."
        return NextStep(words, "sign", "Read and sign")
    who = _seat_word(seat, reader)
    waiting = f"Every criterion is met. {who[0].upper()}{who[1:]} signs next"
    if seat is Seat.PCM and "sign" in asked_on:
        return NextStep(f"{waiting}: the link was mailed on {_day(asked_on['sign'])}.")
    if seat is Seat.PCM and Seat.MENTOR in reader:
        return NextStep(f"{waiting}. Send them a link.", "ask_pcm", "Ask your PCM")
    return NextStep(f"{waiting}.")


def _mentor_step(missing: Sequence[RequirementStatus], asked_on: Mapping[str, date]) -> NextStep:
    """Self-check, then the PCM's agreement, then the modules, then the rest of the record."""
    audit = next((s for s in missing if isinstance(s.requirement, AuditCompletion)), None)
    if audit is not None and isinstance(audit.requirement, AuditCompletion):
        words = "Begin with the self-check: it prepares your talk with your PCM."
        return NextStep(words, f"audit:{audit.requirement.audit}", "Fill in the self-check")
    first = missing[0].requirement
    pcm_is_asked = "confirm" in asked_on
    if _is_for(first, Seat.PCM) and not pcm_is_asked:
        words = "Talk to your PCM, then send them a link to confirm it. They need no account."
        return NextStep(words, "ask_pcm", "Ask your PCM")
    for status in missing:
        if isinstance(status.requirement, ModuleCompletion):
            words = "The next module is waiting for you. You can stop and go on at any time."
            return NextStep(words, f"module:{status.requirement.module}", "Open the module")
    return _wait_for_others(missing, asked_on)


def _wait_for_others(
    missing: Sequence[RequirementStatus], asked_on: Mapping[str, date]
) -> NextStep:
    for_pcm = [status for status in missing if _is_for(status.requirement, Seat.PCM)]
    if for_pcm and "confirm" not in asked_on:
        words = "Your PCM confirms the rest. Send them a link; they need no account."
        return NextStep(words, "ask_pcm", "Ask your PCM")
    if for_pcm:
        words = f"Your PCM was asked on {_day(asked_on['confirm'])}. We tell you when they answer."
        return NextStep(words)
    seats = tuple(dict.fromkeys(s for status in missing for s in _seats(status)))
    who = seat_words(seats, {Seat.MENTOR})
    return NextStep(f"Your part is done for now: {who} confirms what is still open below.")


def _helper_step(missing: Sequence[RequirementStatus], reader: Collection[Seat]) -> NextStep:
    if any(set(_seats(status)) & set(reader) for status in missing):
        words = "Confirm what you have seen: what is yours to confirm stands below."
        return NextStep(words, "confirm", "Confirm")
    seats = tuple(dict.fromkeys(s for status in missing for s in _seats(status)))
    return NextStep(f"There is nothing to do for you now. It waits for {_listed(seats, reader)}.")


def _listed(seats: Sequence[Seat], reader: Collection[Seat]) -> str:
    return " and ".join(_seat_word(seat, reader) for seat in seats)


def _seats(status: RequirementStatus) -> tuple[Seat, ...]:
    return status.missing.seats if status.missing else ()


def _is_for(requirement: object, seat: Seat) -> bool:
    return isinstance(requirement, Confirmation) and seat in requirement.seats


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
