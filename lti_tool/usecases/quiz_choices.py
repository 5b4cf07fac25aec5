"""What is ticked in an open quiz, kept while it is taken: another device goes on where one stopped.

It is kept as the quiz block's own answer, beside those to all other activities, so that the same
revision guards it and the same rules of export and erasure hold for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lti_tool.domain.modules import Module, QuizBlock
from lti_tool.errors import Conflict
from lti_tool.persistence.study import BlockAnswer
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.module_work import Desk
from lti_tool.usecases.visits import Visit

Chosen = Mapping[str, Sequence[int]]
"""Question ids with the options chosen, by their original numbers."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is kept of an attempt that is open; ``revision`` is 0 when nothing ever was."""

    revision: int = 0
    chosen: Chosen = field(default_factory=dict)
    saved_at: datetime | None = None


class StaleChoices(Conflict):
    """Another tab or device has kept other choices; ``current`` are those."""

    def __init__(self, current: Choices) -> None:
        self.current = current
        super().__init__(
            "This quiz was changed in another window in the meantime. Please look at your choices "
            "again before you hand them in."
        )


def quiz_block(module: Module) -> QuizBlock:
    """The module's one quiz."""
    return next(block for block in module.quiz_section.blocks if isinstance(block, QuizBlock))


def kept_choices(unit: UnitOfWork, visit: Visit, module: Module, attempt_id: str) -> Choices:
    """What is kept of the attempt; the revision counts on through all attempts."""
    row = _row(unit, visit, module)
    if row is None:
        return Choices()
    if not _is_about(row, attempt_id):
        return Choices(row.revision)
    return Choices(row.revision, row.response["chosen"], row.updated_at)


def keep(
    desk: Desk, attempt_id: str, chosen: Chosen, *, revision: int, write_id: str, earlier: Ids
) -> Choices:
    """Keep what is ticked now; the same again changes nothing.

    Raises:
        StaleChoices: other choices were kept elsewhere since ``revision``.
    """
    row = _row(desk.unit, desk.visit, desk.module)
    if row is None or not _is_about(row, attempt_id):
        row = _written(desk, row, {"attempt": attempt_id, "chosen": dict(chosen)}, write_id)
    elif row.response["chosen"] != chosen:
        _check(row, revision, (write_id, *earlier))
        row = _written(desk, row, {"attempt": attempt_id, "chosen": dict(chosen)}, write_id)
    return Choices(row.revision, row.response["chosen"], row.updated_at)


Ids = Collection[str]
"""The sender's own names for writes that may have arrived although no answer came back."""


def check_not_stale(
    desk: Desk, attempt_id: str, answers: Chosen, revision: int, earlier: Ids
) -> None:
    """Let answers be handed in that overwrite nothing which their sender has not seen.

    Raises:
        StaleChoices: a question is answered otherwise elsewhere, since ``revision``.
    """
    row = _row(desk.unit, desk.visit, desk.module)
    if row is None or not _is_about(row, attempt_id):
        return
    kept: Chosen = row.response["chosen"]
    if any(sorted(answers.get(name, ())) != sorted(mine) for name, mine in kept.items()):
        _check(row, revision, earlier)


def close(desk: Desk, attempt_id: str, *, passed: bool) -> None:
    """The attempt is marked: what was ticked is kept with it; a quiz once passed stays done."""
    row = _row(desk.unit, desk.visit, desk.module)
    if row is not None or passed:
        row = _written(desk, row, {"attempt": attempt_id}, "")
        row.done = row.done or passed


def _row(unit: UnitOfWork, visit: Visit, module: Module) -> BlockAnswer | None:
    key = (visit.person_id, module.id, quiz_block(module).id)
    return unit.session.get(BlockAnswer, key)


def _is_about(row: BlockAnswer, attempt_id: str) -> bool:
    return row.response.get("attempt") == attempt_id and "chosen" in row.response


def _check(row: BlockAnswer, revision: int, known: Ids) -> None:
    if revision < row.revision and not (row.write_id and row.write_id in known):
        raise StaleChoices(Choices(row.revision, row.response["chosen"], row.updated_at))


def _written(
    desk: Desk, row: BlockAnswer | None, response: dict[str, object], write_id: str
) -> BlockAnswer:
    row = row or BlockAnswer(
        person_id=desk.visit.person_id,
        module_id=desk.module.id,
        block_id=quiz_block(desk.module).id,
        done=False,
        revision=0,
    )
    row.response, row.write_id = response, write_id
    row.revision += 1
    row.updated_at = desk.unit.now
    desk.unit.session.add(row)
    return row
