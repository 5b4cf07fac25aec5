"""Bootstrap without what no page of ours uses: a phone in a school corridor loads the rest."""

from __future__ import annotations

import re
from pathlib import Path

import flask_bootstrap

_USED = re.compile(
    r"btn(-primary|-danger|-link|-sm)?|form-(control|select|check-input|label|text)|lead"
    r"|table(-responsive)?|text-(start|center|end)|visually-hidden(-focusable)?"
    r"|active|disabled|show"
)
"""The classes that pages use, and the states that Bootstrap gives them."""

_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_BLOCK = re.compile(r"(?P<head>[^{}]*)\{(?P<body>(?:[^{}]|\{[^{}]*\})*)\}")
_NOT_RULES = re.compile(r"/\*.*?\*/|@charset[^;]*;", re.DOTALL)


def style_sheet() -> bytes:
    """The rules for elements, and for the classes that are used."""
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    whole = (folder / "bootstrap.min.css").read_text("utf-8")
    return only_used(_NOT_RULES.sub("", whole)).encode()


def only_used(css: str) -> str:
    """The rules in a minified style sheet that can apply to a page of ours."""
    return "".join(_kept(found["head"], found["body"]) for found in _BLOCK.finditer(css))


def _kept(head: str, body: str) -> str:
    if head.startswith("@media"):
        inside = only_used(body)
        return f"{head}{{{inside}}}" if inside else ""
    if head.startswith("@"):
        return ""  # animations of components that are not used
    selectors = [one for one in head.split(",") if _can_apply(one)]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _can_apply(selector: str) -> bool:
    return all(_USED.fullmatch(name) for name in _CLASS.findall(selector))
