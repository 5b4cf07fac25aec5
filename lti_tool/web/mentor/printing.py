"""A whole module to print, or to save as one file that needs nothing else."""

from __future__ import annotations

import re

from flask import make_response
from werkzeug.wrappers import Response

from lti_tool.usecases import study
from lti_tool.web import assets
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.rendering import player_html

_STYLES = ("css/app.css", "css/player.css", "css/print.css")
_FONT_FACE = re.compile(r"@font-face *\{[^}]*\}\s*")


@blueprint.get("/modules/<pack_id:module_id>/print")
def print_module(module_id: str) -> str:
    """Every page of the module on one, with the mentor's own answers."""
    return _html(module_id)


@blueprint.get("/modules/<pack_id:module_id>/print/save")
def save_module(module_id: str) -> Response:
    """The same as a file: a frame cannot always be printed, a file can, and it can be kept."""
    page = _html(module_id, as_file=True)
    # No header of ours goes with a file, so its style sheet can stand in it, and has to.
    response = make_response(page.replace("</head>", f"<style>{_styles()}</style></head>", 1))
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(module_id))
    return response


def _html(module_id: str, *, as_file: bool = False) -> str:
    whole = study.whole_module(house(), visit(), module_id)
    return player_html(
        "mentor/print.html", whole=whole, module=whole.module, as_file=as_file, quiz=_quiz(whole)
    )


def _quiz(whole: study.WholeModule) -> study.QuizPage:
    return study.quiz_page(house(), visit(), whole.module.id)


def _file_name(module_id: str) -> str:
    return f"{module_id.replace('/', ' ')}.html"


def _styles() -> str:
    """The style sheets without the fonts, which a file alone could not load."""
    files = assets.all_assets().files
    return "".join(_FONT_FACE.sub("", files[name].plain.decode()) for name in _STYLES)
