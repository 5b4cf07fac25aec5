"""The language that a module is read in: chosen on any of its pages, and marked in all of them.

The tool's own words stay English; whatever comes from the module says what language it is in
(WCAG 2.2, 3.1.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response

from lti_tool.domain.languages import direction, own_name, primary
from lti_tool.domain.modules import Module
from lti_tool.errors import InvalidInput
from lti_tool.usecases import reading
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

OWN = "en"
"""The language of the tool's own words."""

_SHOWN_AT = {"answer": "section", "finish": "section", "submit_quiz": "quiz"}
_PAGES = frozenset({"module", "section", "quiz", "quiz_result", "module_done", "print_module"})
_BLOCK = re.compile(r"<(?:p|ul|ol|h[1-6]|div|table|blockquote)\b")


@dataclass(frozen=True, slots=True)
class Language:
    """A language to choose: its tag, and what its speakers call it."""

    tag: str
    name: str
    direction: str
    current: bool


@blueprint.post("/modules/<pack_id:module_id>/language")
def language(module_id: str) -> Response:
    """Read modules in another language from now on; back to the page it was chosen on."""
    page = request.form.get("page", "")
    section_id = request.form.get("section", "")
    try:
        reading.choose_language(house(), visit(), module_id, request.form.get("language", ""))
    except InvalidInput:  # offered by an older edition of the page: it is shown as it is now
        page = ""
    if page == "section" and section_id:
        return notices.go("mentor.section", module_id=module_id, section_id=section_id)
    known = page in _PAGES - {"section"}
    return notices.go(f"mentor.{page}" if known else "mentor.module", module_id=module_id)


@blueprint.app_template_global()
def languages(module: Module) -> tuple[Language, ...]:
    """What the module can be read in; nothing where there is no choice."""
    if not module.translations:
        return ()
    return tuple(
        Language(tag, own_name(tag), direction(tag), tag == module.language)
        for tag in module.languages
    )


@blueprint.app_template_global()
def language_name(tag: str) -> str:
    """What speakers of a language call it."""
    return own_name(tag)


@blueprint.app_template_global()
def page_name() -> str:
    """The page that is shown, for the way back to it."""
    name = (request.endpoint or "").rpartition(".")[2]
    return _SHOWN_AT.get(name, name)


@blueprint.app_template_global()
def lang_attr(module: Module) -> Markup:
    """For the tag around the module's words: ``lang``, where they are not in the tool's own."""
    return _attributes(module.language)


@blueprint.app_template_global()
def in_lang(module: Module, words: str) -> str:
    """Words of the module in the middle of the tool's own."""
    attributes = _attributes(module.language)
    if not attributes:
        return words
    tag = "div" if _BLOCK.match(words) else "span"
    return Markup("<{0}{1}>{2}</{0}>").format(tag, attributes, words)


def _attributes(tag: str) -> Markup:
    if primary(tag) == OWN:
        return Markup("")
    written = Markup(' dir="rtl"') if direction(tag) == "rtl" else Markup("")
    return Markup(' lang="{}"').format(tag) + written
