"""The badge as a picture that carries its own proof (Open Badges 3.0, section 5.3.2)."""

from __future__ import annotations

import textwrap
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lti_tool.config import data_folder
from lti_tool.domain.badges import Badge

LETTERS_IN_A_LINE = 18


def render_badge(badge: Badge, signed: str) -> bytes:
    """The picture as SVG with ``signed``, the compact JWS, baked in; the same bytes each time."""
    lines = textwrap.wrap(badge.name, LETTERS_IN_A_LINE)
    return _template().render(badge=badge, signed=signed, lines=lines).encode()


@cache
def _template() -> Template:
    folder = FileSystemLoader(data_folder("templates") / "badge")
    made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return made.get_template("badge.svg")
