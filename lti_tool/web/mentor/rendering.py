"""The player's pages: templates, and the module's own links led through the visit."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

_INSIDE = 'href="/modules/'
"""How a pack's link to another page or sheet of its module begins (``lti_tool.content``)."""


def player_html(template: str, **values: Any) -> str:
    """A template of the player as HTML.

    A pack knows nothing of launches, so the handle of this one is put before the addresses of its
    links. What a mentor typed is escaped and cannot look like one.
    """
    root = url_for("mentor.home").removesuffix("/mine")
    return render_template(template, **values).replace(_INSIDE, f'href="{root}/modules/')
