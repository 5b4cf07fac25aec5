"""Signatures: the order, what each covers, when it falls, and that nobody signs twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.facts import (
    AuditDone,
    DetailsGiven,
    Fact,
    ModuleDone,
    Registered,
    Signed,
    Voided,
    Withdrawn,
)
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import (
    AwardProgress,
    SignatureState,
    check_signature,
    fallen_signatures,
    may_sign,
    progress,
    what_is_shown,
)
from lti_tool.errors import Conflict, NotAllowed

from .strategies import (
    AWARD,
    DETAILS,
    MENTOR,
    OFFICE,
    PCM,
    STRANGER,
    TODAY,
    TUTOR,
    all_signed,
    confirmed,
    everything,
    fact,
    histories,
    patiently,
    records,
    signed,
    small_award,
)

ORDER = (Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR)
STANDS, OPEN, WAITING = SignatureState.STANDS, SignatureState.OPEN, SignatureState.WAITING


def state_of(facts: list[Fact]) -> AwardProgress:
    return progress(AWARD, facts, TODAY)


def states(state: AwardProgress) -> list[SignatureState]:
    return [status.state for status in state.signatures]


def standing(state: AwardProgress) -> list[Signed]:
    return [status.signature for status in state.signatures if status.signature]


# --- whatever the facts -------------------------------------------------------------------------


@patiently
@given(histories())
def test_an_award_is_complete_exactly_when_every_row_is_met_and_every_signature_stands(
    facts: list[Fact],
) -> None:
    state = state_of(facts)
    assert state.complete == (state.record.all_met and _signed_by_all(facts, state))


def _signed_by_all(facts: list[Fact], state: AwardProgress) -> bool:
    """The oracle: seat after seat, somebody who may has signed this very record."""
    dead = {f.signature for f in facts if isinstance(f, Voided) and f.on <= TODAY}
    dead |= {f.fact for f in facts if isinstance(f, Withdrawn) and f.on <= TODAY}
    good = [
        f
        for f in sorted((f for f in facts if isinstance(f, Signed)), key=lambda f: (f.at, f.id))
        if f.on <= TODAY and f.id not in dead and f.digest == state.digest
    ]
    signers: list[str] = []
    for seat in ORDER:
        for f in good:
            right = f.by == MENTOR if seat == Seat.MENTOR else f.by not in (MENTOR, *signers)
            if f.seat == seat and right and state.record.mentor is not None:
                signers.append(f.by)
                break
        else:
            return False
    return True


@patiently
@given(histories())
def test_nobody_signs_twice_or_for_themself(facts: list[Fact]) -> None:
    for status in state_of(facts).signatures:
        if status.signature:
            assert (status.signature.by == MENTOR) == (status.step.seat is Seat.MENTOR)
    signers = [s.by for s in standing(state_of(facts))]
    assert len(signers) == len(set(signers))


@patiently
@given(histories())
def test_signatures_stand_in_their_order_on_a_record_that_is_whole(facts: list[Fact]) -> None:
    state = state_of(facts)
    shape = [{STANDS: "S", OPEN: "O", WAITING: "W"}[s] for s in states(state)]
    assert re.fullmatch("S*(OW*)?", "".join(shape)) or not state.record.all_met
    if not state.record.all_met:
        assert set(shape) == {"W"}


@patiently
@given(histories())
def test_what_stands_covers_the_record_as_it_is_and_was_not_voided(facts: list[Fact]) -> None:
    state = state_of(facts)
    voided = {f.signature for f in facts if isinstance(f, Voided) and f.on <= TODAY}
    for signature in standing(state):
        assert signature.digest == state.digest
        assert signature.id not in voided


@patiently
@given(histories())
def test_every_signature_given_either_stands_or_is_shown_as_fallen(facts: list[Fact]) -> None:
    state = state_of(facts)
    shown = [s for status in state.signatures for s in status.fallen] + standing(state)
    given_in_order = {
        f.id for f in facts if isinstance(f, Signed) and f.on <= TODAY and f.seat in ORDER
    }
    assert {s.id for s in shown} == given_in_order
    assert len(shown) == len(given_in_order)


@patiently
@given(histories(), st.sampled_from([MENTOR, PCM, TUTOR, OFFICE, STRANGER]), st.sampled_from(ORDER))
def test_a_signature_is_taken_exactly_when_it_will_stand(
    facts: list[Fact], by: str, seat: Seat
) -> None:
    before = state_of(facts)
    new = signed(seat, before.digest, by=by, id="new", minute=5)
    try:
        check_signature(before, seat=seat, by=by, digest_shown=before.digest)
    except (Conflict, NotAllowed):
        assert new not in standing(state_of([*facts, new]))
    else:
        assert new in standing(state_of([*facts, new]))


@patiently
@given(records())
def test_the_digest_is_of_what_is_shown_and_nothing_else(facts: list[Fact]) -> None:
    before = state_of(facts)
    noise: Fact = fact(ModuleDone, id="noise", by=MENTOR, module="scheme/unrelated", version="9")
    assert state_of([*facts, noise]).digest == before.digest
    assert json.loads(json.dumps(what_is_shown(before.record))) == what_is_shown(before.record)


# --- what a signature covers --------------------------------------------------------------------

COMPLETE = all_signed(AWARD, everything())


def _details(**values: str) -> DetailsGiven:
    made: DetailsGiven = fact(
        DetailsGiven, id=f"details-{values}", by=MENTOR, minute=7, values={**DETAILS, **values}
    )
    return made


def _withdrawn(fact_id: str) -> Withdrawn:
    made: Withdrawn = fact(
        Withdrawn, id=f"withdrawn-{fact_id}", by=OFFICE, minute=7, fact=fact_id, reason="mistaken"
    )
    return made


CHANGES: dict[str, Fact] = {
    "details": _details(school="Another School"),
    "a name spelt otherwise": _details(mentor_name="Ada Exämple"),
    "a field more": _details(subject="Mathematics"),
    "a confirmation withdrawn": _withdrawn("A.3/timetable"),
    "an earlier day for it": confirmed("A.3/timetable", Seat.PCM, by=PCM, days_ago=8, id="earlier"),
    "somebody else said so before": confirmed(
        "A.3/timetable", Seat.PCM, by=STRANGER, days_ago=5, minute=-9, id="other"
    ),
    "a module was done earlier": fact(
        ModuleDone, id="m", by=MENTOR, days_ago=9, module="scheme/one", version="1"
    ),
    "registered earlier": fact(Registered, id="r", by=MENTOR, days_ago=30),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_changing_anything_signed_makes_every_signature_fall(change: Fact) -> None:
    before, after = state_of(COMPLETE), state_of([*COMPLETE, change])
    assert before.complete
    assert after.digest != before.digest
    assert standing(after) == []
    assert [s.seat for s in fallen_signatures(before, after)] == list(ORDER)


SAID_AGAIN: dict[str, Fact] = {
    "the same details": _details(),
    "confirmed later": confirmed("A.3/timetable", Seat.PCM, by=PCM, days_ago=1, id="again"),
    "confirmed the same day": confirmed("A.3/timetable", Seat.PCM, by=TUTOR, minute=1, id="again"),
    "module done again": fact(ModuleDone, id="m", by=MENTOR, module="scheme/one", version="2"),
    "audit done again": fact(AuditDone, id="a", by=MENTOR, audit="check"),
    "registered again": fact(Registered, id="r", by=MENTOR),
    "signed again": signed(Seat.PCM, "0" * 64, by=STRANGER, id="more", minute=9),
}


@pytest.mark.parametrize("again", SAID_AGAIN.values(), ids=SAID_AGAIN.keys())
def test_saying_the_same_again_later_changes_nothing(again: Fact) -> None:
    before, after = state_of(COMPLETE), state_of([*COMPLETE, again])
    assert after.digest == before.digest
    assert standing(after) == standing(before)
    assert fallen_signatures(before, after) == ()


def test_a_withdrawn_repetition_does_not_touch_the_first_saying() -> None:
    again = confirmed("A.3/timetable", Seat.PCM, by=PCM, days_ago=1, id="again")
    assert state_of([*COMPLETE, again, _withdrawn("again")]).complete


@pytest.mark.parametrize("seat", ORDER)
def test_when_one_signature_falls_all_later_ones_fall_with_it(seat: Seat) -> None:
    gone: Fact = fact(Voided, id="v", by=OFFICE, signature=f"signed-{seat}", reason="mistaken")
    after = state_of([*COMPLETE, gone])
    place = ORDER.index(seat)
    assert states(after) == [STANDS] * place + [OPEN] + [WAITING] * (len(ORDER) - place - 1)
    fallen = fallen_signatures(state_of(COMPLETE), after)
    assert [s.seat for s in fallen] == list(ORDER[place:])


def test_a_voided_signature_never_stands_again_though_the_record_returns() -> None:
    before = state_of(COMPLETE)
    changed = [*COMPLETE, _details(school="Another School")]
    voided: list[Fact] = [
        fact(Voided, id=f"v-{s.id}", by=MENTOR, minute=8, signature=s.id, reason="changed")
        for s in fallen_signatures(before, state_of(changed))
    ]
    back: Fact = fact(DetailsGiven, id="back", by=MENTOR, minute=20, values=DETAILS)
    after = state_of([*changed, *voided, back])
    assert after.digest == before.digest
    assert states(after) == [OPEN, WAITING, WAITING]
    unvoid: Fact = fact(Withdrawn, id="unvoid", by=OFFICE, fact=voided[0].id, reason="please")
    assert states(state_of([*changed, *voided, back, unvoid])) == [OPEN, WAITING, WAITING]


def test_a_void_dated_tomorrow_does_not_count_today() -> None:
    tomorrow: Fact = fact(
        Voided, id="v", by=MENTOR, days_ago=-1, signature="signed-mentor", reason="changed"
    )
    assert state_of([*COMPLETE, tomorrow]).complete


def test_a_withdrawn_signature_no_longer_stands_but_stays_visible() -> None:
    after = state_of([*COMPLETE, _withdrawn("signed-pcm")])
    assert states(after) == [STANDS, OPEN, WAITING]
    assert [s.id for s in after.signatures[1].fallen] == ["signed-pcm"]


# --- who, and when ------------------------------------------------------------------------------


def test_the_scheme_s_order_is_kept() -> None:
    facts = everything()
    digest = state_of(facts).digest
    for place, seat in enumerate(ORDER):
        state = state_of(facts)
        assert states(state) == [STANDS] * place + [OPEN] + [WAITING] * (len(ORDER) - place - 1)
        assert state.open_step is not None
        assert state.open_step.seat is seat
        assert not state.complete
        facts.append(signed(seat, digest, minute=place))
    assert state_of(facts).complete
    assert state_of(facts).open_step is None


def test_nothing_can_be_signed_while_a_row_is_open() -> None:
    facts = [f for f in everything() if f.id != "audit"]
    state = state_of(facts)
    assert states(state) == [WAITING] * 3
    with pytest.raises(Conflict):
        check_signature(state, seat=Seat.MENTOR, by=MENTOR, digest_shown=state.digest)


def test_an_award_without_signatures_is_complete_when_its_rows_are_met() -> None:
    assert progress(small_award(seats=()), everything(), TODAY).complete


def _mentor_signed() -> AwardProgress:
    facts = everything()
    return state_of([*facts, signed(Seat.MENTOR, state_of(facts).digest)])


@pytest.mark.parametrize(
    ("seat", "by", "shown", "error"),
    [
        (Seat.PCM, PCM, lambda digest: digest, None),
        (Seat.PCM, PCM, lambda _: "0" * 64, Conflict),
        (Seat.PCM, PCM, lambda _: "", Conflict),
        (Seat.MENTOR, MENTOR, lambda digest: digest, Conflict),
        (Seat.LINK_TUTOR, TUTOR, lambda digest: digest, Conflict),
        (Seat.OFFICE, OFFICE, lambda digest: digest, Conflict),
        (Seat.PCM, MENTOR, lambda digest: digest, NotAllowed),
    ],
    ids=["fits", "changed since", "nothing shown", "twice", "too early", "no such step", "oneself"],
)
def test_a_signature_that_could_not_stand_is_refused(
    seat: Seat, by: str, shown: Callable[[str], str], error: type[Exception] | None
) -> None:
    state = _mentor_signed()
    if error is None:
        check_signature(state, seat=seat, by=by, digest_shown=shown(state.digest))
        return
    with pytest.raises(error):
        check_signature(state, seat=seat, by=by, digest_shown=shown(state.digest))


def test_whoever_signed_as_pcm_cannot_sign_as_link_tutor_as_well() -> None:
    facts = COMPLETE[:-1]
    state = state_of(facts)
    with pytest.raises(NotAllowed):
        check_signature(state, seat=Seat.LINK_TUTOR, by=PCM, digest_shown=state.digest)
    sneaked_in = signed(Seat.LINK_TUTOR, state.digest, by=PCM, id="sneaked", minute=5)
    assert not state_of([*facts, sneaked_in]).complete


def test_nobody_can_be_the_mentor_before_anybody_has_registered() -> None:
    assert not may_sign(Seat.MENTOR, PCM, None, [])
    facts = [f for f in COMPLETE if not isinstance(f, Registered)]
    assert not progress(small_award(seats=(Seat.PCM,)), facts, TODAY).complete


def test_a_record_is_judged_as_of_its_day() -> None:
    yesterday = progress(AWARD, COMPLETE, TODAY - timedelta(days=1))
    assert states(yesterday) == [OPEN, WAITING, WAITING]


@pytest.mark.parametrize("seats", [(Seat.PCM,), (Seat.PCM, Seat.OFFICE), (Seat.PCM, Seat.MENTOR)])
def test_the_mentor_sits_in_no_other_seat_in_whatever_order_a_scheme_signs(
    seats: tuple[Seat, ...],
) -> None:
    """Where the mentor does not sign first, they are not among the signers yet."""
    award = small_award(seats=seats)
    state = progress(award, everything(), TODAY)
    own = signed(Seat.PCM, state.digest, by=MENTOR)
    assert not standing(progress(award, [*everything(), own], TODAY))
    with pytest.raises(NotAllowed):
        check_signature(state, seat=Seat.PCM, by=MENTOR, digest_shown=state.digest)
