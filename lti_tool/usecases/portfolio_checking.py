"""What a form says of evidence, checked field by field before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.answers import checked_text
from lti_tool.domain.portfolio import (
    LONGEST_SHOWS,
    LONGEST_TITLE,
    Content,
    ItemKind,
    KindForm,
    checked_address,
)
from lti_tool.errors import InvalidInput
from lti_tool.persistence.portfolio import PortfolioItem
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_files import KeptUpload, Upload, keep_upload
from lti_tool.usecases.portfolio_tags import awards_of, in_order, tag_groups
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says of an item; ``own`` are the fields of its kind."""

    title: str
    about_day: date | None
    shows: str
    own: Mapping[str, str]
    about: tuple[str, ...]


def taken(
    house: House, form: KindForm, upload: Upload | None, *, has_one: bool
) -> tuple[KeptUpload | None, dict[str, str]]:
    """The file, if one came and the kind takes one; and what is wrong with it."""
    if upload is not None and form.file:
        try:
            return keep_upload(house, upload), {}
        except InvalidInput as error:
            return None, error.fields
    if form.file == "required" and not has_one:
        return None, {"file": "Please choose the file."}
    return None, {}


def checked(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    form: KindForm,
    typed: Typed,
    kept: KeptUpload | None,
    wrong: Mapping[str, str],
    *,
    file: str = "",
    row: PortfolioItem | None = None,
) -> Content:
    """What the form says, as it can be kept; ``file`` is the digest of one that stays.

    Raises:
        InvalidInput: every fault of it by field, those of the file (``wrong``) among them.
    """
    wrong = dict(wrong)
    title = _line(typed.title, "title", "Please give it a title.", LONGEST_TITLE, wrong)
    shows_needed = "" if form.kind is ItemKind.REFLECTION else "Please say what it shows."
    shows = _line(typed.shows, "shows", shows_needed, LONGEST_SHOWS, wrong)
    if typed.about_day is None:
        wrong.setdefault("about_day", "Please give the day that it is about.")
    elif typed.about_day > unit.today:
        wrong["about_day"] = "This day is still to come. Please give the day that it is about."
    about = _checked_tags(house, unit, visit, typed.about, row, wrong)
    own = _own(form, typed.own, wrong)
    if wrong or typed.about_day is None:
        raise InvalidInput(wrong)
    digest = kept.sha256 if kept else file
    return Content(form.kind, title, typed.about_day, shows, own, about, digest)


def _checked_tags(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    about: tuple[str, ...],
    row: PortfolioItem | None,
    wrong: dict[str, str],
) -> tuple[str, ...]:
    """Tags that are offered, or that the item has already from an award left since."""
    groups = tag_groups(house, awards_of(house, unit, visit.person_id))
    offered = {tag.code for group in groups for tag in group.tags} | set(row.about if row else ())
    if not set(about) <= offered:
        wrong["about"] = "Please choose among the standards and rows that are shown."
    return in_order(about, groups)


def _own(form: KindForm, own: Mapping[str, str], wrong: dict[str, str]) -> dict[str, str]:
    values = {}
    for field in form.fields:
        needed = f"Please fill in “{field.label}”." if field.required else ""
        values[field.name] = _line(
            own.get(field.name, ""), field.name, needed, field.longest, wrong
        )
    if form.kind is ItemKind.LINK and "address" not in wrong:
        try:
            checked_address(values["address"])
        except InvalidInput as error:
            wrong |= error.fields
    return values


def _line(text: str, name: str, needed: str, longest: int, wrong: dict[str, str]) -> str:
    value = checked_text(name, text) if len(text) <= longest else text
    if len(text) > longest:
        wrong[name] = f"This has {len(text):,} characters; {longest:,} are the most."
    elif needed and not value:
        wrong[name] = needed
    return value
