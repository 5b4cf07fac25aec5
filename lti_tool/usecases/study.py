"""Learn: open a module, read, answer, take the quiz. Completion is decided here, once.

Only mentors leave traces (see ``module_work``): whoever else reads along gets the same pages, and
the same feedback, and nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from lti_tool.domain.modules import Activity, Module, QuizBlock, Section
from lti_tool.domain.study import Judgement, ModuleProgress, judge, module_progress
from lti_tool.errors import InvalidInput
from lti_tool.persistence.study import BlockAnswer
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.module_work import (
    NOTHING,
    Desk,
    Known,
    done_blocks,
    gradebook_is_behind,
    leaves_traces,
    module_for,
    read_work,
)
from lti_tool.usecases.quiz_choices import Choices, StaleChoices
from lti_tool.usecases.quizzes import (
    best_percent,
    keep_choices,
    quiz_page,
    start_quiz,
    submit_quiz,
)
from lti_tool.usecases.study_views import (
    ModuleView,
    QuizOutcome,
    QuizPage,
    QuizQuestion,
    QuizView,
    SavedAnswer,
    SectionView,
    StaleAnswer,
    WholeModule,
)
from lti_tool.usecases.visits import Visit

__all__ = [
    "Choices",
    "ModuleView",
    "QuizOutcome",
    "QuizPage",
    "QuizQuestion",
    "QuizView",
    "SavedAnswer",
    "SectionView",
    "StaleAnswer",
    "StaleChoices",
    "WholeModule",
    "answer",
    "finish_section",
    "keep_choices",
    "module_page",
    "open_section",
    "quiz_page",
    "start_quiz",
    "submit_quiz",
    "whole_module",
]

WRITE_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")


def module_page(house: House, visit: Visit, module_id: str) -> ModuleView:
    """The contents page; reading it changes nothing.

    Raises:
        NotFound: no pack offers this module.
    """
    module = module_for(house, visit, module_id)
    with house.units.reading() as unit:
        known = read_work(unit, visit, module)
        progress = module_progress(module, known.work)
        return ModuleView(
            module=module,
            progress=progress,
            started=known.row is not None,
            resume_at=_resume_at(module, known, progress),
            completed_at=known.completed_at,
            counts_for=_counts_for(house, module_id),
            quiz_best=best_percent(unit, visit, module) if known.row else None,
        )


def _resume_at(module: Module, known: Known, progress: ModuleProgress) -> str:
    """Where the mentor left off; if that section is done, the next one that is not."""
    open_ids = [part.section.id for part in progress.sections if not part.done]
    ids = [section.id for section in module.sections]
    left_at = known.row.last_section if known.row else None
    later = open_ids
    if left_at in ids:
        later = [section_id for section_id in ids[ids.index(left_at) :] if section_id in open_ids]
    return next(iter(later or open_ids or ids))


def _counts_for(house: House, module_id: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (award.id, award.title)
        for scheme in house.library.schemes
        for award in scheme.awards
        if module_id in award.modules()
    )


def open_section(house: House, visit: Visit, module_id: str, section_id: str) -> SectionView:
    """A section's page; the first opening of a module begins it (cmi5 ``initialized``).

    Opening the same page again writes nothing.

    Raises:
        NotFound: no such module, or no such section in it.
    """
    module = module_for(house, visit, module_id)
    section = module.section(section_id)
    with house.units.reading() as unit:
        known = read_work(unit, visit, module)
        view = _section_view(unit, visit, module, section, known)
        to_note = leaves_traces(visit) and _is_news(unit, visit, known, section_id)
    if to_note:
        with house.units.writing() as unit:
            Desk(house, unit, visit, module).note_section(section_id)
    return view


def _section_view(
    unit: UnitOfWork, visit: Visit, module: Module, section: Section, known: Known
) -> SectionView:
    previous, following = module.neighbours(section.id)
    return SectionView(
        module=module,
        section=section,
        number=module.sections.index(section) + 1,
        progress=module_progress(module, known.work),
        answers=_answers(unit, visit, module, section.activities) if known.row else {},
        previous=previous,
        following=following,
        completed_at=known.completed_at,
    )


def _is_news(unit: UnitOfWork, visit: Visit, known: Known, section_id: str) -> bool:
    """Whether opening this page is worth a write."""
    row = known.row
    return row is None or row.last_section != section_id or gradebook_is_behind(unit, visit, row)


def whole_module(house: House, visit: Visit, module_id: str) -> WholeModule:
    """Everything in the module with the mentor's own answers, to be printed; changes nothing.

    Raises:
        NotFound: no pack offers this module.
    """
    module = module_for(house, visit, module_id)
    activities = [block for section in module.sections for block in section.activities]
    with house.units.reading() as unit:
        known = read_work(unit, visit, module)
        return WholeModule(
            module=module,
            progress=module_progress(module, known.work),
            answers=_answers(unit, visit, module, activities) if known.row else {},
            completed_at=known.completed_at,
        )


def _answers(
    unit: UnitOfWork, visit: Visit, module: Module, activities: Iterable[Activity]
) -> dict[str, SavedAnswer]:
    blocks = {b.id: b for b in activities if not isinstance(b, QuizBlock)}
    query = select(BlockAnswer).where(
        BlockAnswer.person_id == visit.person_id,
        BlockAnswer.module_id == module.id,
        BlockAnswer.block_id.in_(blocks),
    )
    return {row.block_id: _saved(blocks[row.block_id], row) for row in unit.session.scalars(query)}


def _saved(block: Activity, row: BlockAnswer) -> SavedAnswer:
    try:
        judgement = judge(block, row.response)
    except InvalidInput:
        judgement = Judgement(done=row.done)  # the block has changed since it was answered
    return SavedAnswer(
        block_id=block.id,
        response=judgement.response,
        done=row.done,
        correct=judgement.correct,
        feedback=judgement.feedback,
        revision=row.revision,
        saved_at=row.updated_at,
    )


def answer(
    house: House,
    visit: Visit,
    module_id: str,
    block_id: str,
    response: Mapping[str, object],
    *,
    revision: int,
    write_id: str,
    earlier: Collection[str] = (),
) -> SavedAnswer:
    """Keep an answer. ``revision`` is the one the page was shown (0: none yet).

    ``write_id`` is the sender's own name for this write: sent again, what was kept comes back.
    ``earlier`` names writes of the same window that may have arrived although it never heard so:
    what follows them is no surprise to anybody.
    What was done once stays done, also when a shorter answer follows.

    Raises:
        StaleAnswer: somewhere else a newer answer was saved; nothing is overwritten.
        InvalidInput: the answer does not fit the block.
        NotFound: no such module or block.
    """
    module = module_for(house, visit, module_id)
    block = module.block(block_id)
    judgement = judge(block, response)
    _check_write_id(write_id)
    if not leaves_traces(visit):
        return _looked_at(house, block, judgement)
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        stored = unit.session.get(BlockAnswer, (visit.person_id, module.id, block.id))
        if stored is not None and _adds_nothing(block, stored, judgement, write_id):
            desk.keep_told()
            return _saved(block, stored)
        if stored is not None and _is_stale(stored, revision, earlier):
            raise StaleAnswer(_saved(block, stored))
        row = _keep(desk, block, stored, judgement, write_id)
    return _saved(block, row)


def _check_write_id(write_id: str) -> None:
    if not WRITE_ID.fullmatch(write_id):
        raise InvalidInput(
            {"write_id": "This page could not save your answer. Please load it again and retry."}
        )


def _looked_at(house: House, block: Activity, judgement: Judgement) -> SavedAnswer:
    return SavedAnswer(
        block_id=block.id,
        response=judgement.response,
        done=judgement.done,
        correct=judgement.correct,
        feedback=judgement.feedback,
        revision=0,
        saved_at=house.units.clock.now(),
    )


def _adds_nothing(
    block: Activity, stored: BlockAnswer, judgement: Judgement, write_id: str
) -> bool:
    """The same write again, or the same answer from elsewhere."""
    if write_id and stored.write_id == write_id:
        return True
    same = _saved(block, stored).response == judgement.response
    return same and stored.done >= judgement.done


def _is_stale(stored: BlockAnswer, revision: int, earlier: Collection[str]) -> bool:
    """Whether the sender has not seen the answer that this one would replace."""
    own = stored.write_id != "" and stored.write_id in earlier
    return revision < stored.revision and not own


def _keep(
    desk: Desk,
    block: Activity,
    stored: BlockAnswer | None,
    judgement: Judgement,
    write_id: str,
) -> BlockAnswer:
    before = done_blocks(desk.unit, desk.visit, desk.module)
    row = stored or BlockAnswer(
        person_id=desk.visit.person_id,
        module_id=desk.module.id,
        block_id=block.id,
        done=False,
        revision=0,
    )
    row.response = judgement.response
    row.done = row.done or judgement.done
    row.revision += 1
    row.write_id = write_id
    row.updated_at = desk.unit.now
    desk.unit.session.add(row)
    desk.tell(desk.telling.answered(block, judgement, row.revision))
    after = before | {block.id} if row.done else before
    desk.settle(desk.progress(before), desk.progress(after))
    return row


def finish_section(house: House, visit: Visit, module_id: str, section_id: str) -> ModuleProgress:
    """The mentor reached the section's end ("Continue"); may complete the module.

    Raises:
        NotFound: no such module, or no such section in it.
    """
    module = module_for(house, visit, module_id)
    section = module.section(section_id)
    if not leaves_traces(visit):
        return module_progress(module, NOTHING.work)
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        done = done_blocks(unit, visit, module)
        before = desk.progress(done)
        if section.id not in desk.row.sections_reached:
            desk.row.sections_reached = [*desk.row.sections_reached, section.id]
        after = desk.progress(done)
        desk.settle(before, after)
    return after
