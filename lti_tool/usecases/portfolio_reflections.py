"""Reflections that were written in modules: they stand in the portfolio, and can become items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from lti_tool.domain.modules import Module, Reflection
from lti_tool.domain.portfolio import LONGEST_TITLE, Content, ItemKind
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.portfolio import PortfolioItem
from lti_tool.persistence.study import BlockAnswer
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio import keep_new
from lti_tool.usecases.portfolio_items import lock_portfolio
from lti_tool.usecases.portfolio_tags import in_order, tag_groups
from lti_tool.usecases.portfolio_views import ModuleReflection
from lti_tool.usecases.visits import Visit


def module_reflections(house: House, visit: Visit) -> tuple[ModuleReflection, ...]:
    """What the mentor wrote in modules, in the modules' order; drafts too short are left out."""
    with house.units.reading() as unit:
        return reflections_of(house, unit, visit.person_id, visit.variables, visit.language)


def reflections_waiting(house: House, unit: UnitOfWork, visit: Visit) -> int:
    """How many of them have not been taken in."""
    return sum(one.item_id is None for one in reflections_of(house, unit, visit.person_id))


def reflections_of(
    house: House,
    unit: UnitOfWork,
    person_id: str,
    variables: Mapping[str, str] | None = None,
    language: str | None = None,
) -> tuple[ModuleReflection, ...]:
    """What a person wrote in modules, its questions in the provider's words and the language."""
    return tuple(_found(house, unit, person_id, variables, language))


def take_in(house: House, visit: Visit, key: str) -> str:
    """Make an item of a reflection, tagged as its module tags it; the item's id.

    Raises:
        Conflict: it has been taken in already.
        NotFound: no such reflection of one's own.
    """
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        found = reflections_of(house, unit, visit.person_id, visit.variables, visit.language)
        one = next((r for r in found if r.key == key), None)
        if one is None:
            raise NotFound("There is no such reflection among those that you have written.")
        if one.item_id is not None:
            raise Conflict("This reflection is among your evidence already.")
        known = {tag.code for group in tag_groups(house, ()) for tag in group.tags}
        about = in_order((code for code in one.standards if code in known), tag_groups(house, ()))
        content = Content(
            kind=ItemKind.REFLECTION,
            title=_shortened(f"Reflection: {one.prompt}"),
            about_day=min(one.written_on, unit.today),
            shows="",
            own={"text": one.text},
            about=about,
        )
        return keep_new(house, unit, visit, content, None, source=key)


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _found(
    house: House,
    unit: UnitOfWork,
    person_id: str,
    variables: Mapping[str, str] | None,
    language: str | None,
) -> Iterator[ModuleReflection]:
    answers = select(BlockAnswer).where(
        BlockAnswer.person_id == person_id, BlockAnswer.done.is_(True)
    )
    written = {(row.module_id, row.block_id): row for row in unit.session.scalars(answers)}
    taken = _taken(unit, person_id)
    for plain in house.library.modules:
        if not any(module_id == plain.id for module_id, _ in written):
            continue
        module = house.library.module(plain.id, variables, language)
        for block in _reflections(module):
            row = written.get((module.id, block.id))
            if row is not None and str(row.response.get("text", "")).strip():
                key = f"{module.id}#{block.id}"
                yield ModuleReflection(
                    key=key,
                    module_title=module.title,
                    prompt=block.plain,
                    text=str(row.response["text"]),
                    standards=block.standards,
                    written_on=row.updated_at.astimezone(LONDON).date(),
                    item_id=taken.get(key),
                )


def _reflections(module: Module) -> Iterator[Reflection]:
    for section in module.sections:
        for block in section.blocks:
            if isinstance(block, Reflection):
                yield block


def _taken(unit: UnitOfWork, person_id: str) -> dict[str, str]:
    query = select(PortfolioItem.source, PortfolioItem.id).where(
        PortfolioItem.person_id == person_id,
        PortfolioItem.source.is_not(None),
        PortfolioItem.removed_at.is_(None),
    )
    return {source: item_id for source, item_id in unit.session.execute(query) if source}
