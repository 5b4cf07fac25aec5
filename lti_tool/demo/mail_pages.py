"""The mailbox, for people: every message that left the tool."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from markupsafe import Markup, escape

from lti_tool.demo.lms import lms
from lti_tool.demo.mailbox import ADDRESS, TRAILING

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.get("")
def mailbox() -> str:
    """One person's mailbox (``?address=``), or everybody's; newest first."""
    address = request.args.get("address", "").strip()
    return render_template(
        "mailbox.html",
        address=address,
        owner=_owner(address),
        messages=lms().mailbox.messages(address)[::-1],
    )


@blueprint.get("/<int:number>")
def message(number: int) -> str:
    """One message: plain text, its links and its attachments."""
    found = lms().mailbox.message(number)
    if found is None:
        abort(404, "There is no such message.")
    address = request.args.get("address", "").strip()
    text = with_links(found.text)
    hidden = [link for link in found.links if link not in found.text]
    return render_template(
        "message.html",
        address=address,
        owner=_owner(address),
        message=found,
        text=text,
        hidden_links=hidden,
    )


def with_links(text: str) -> Markup:
    """The text with its web addresses as links that open in a new tab."""
    pieces, end = [], 0
    for match in ADDRESS.finditer(text):
        url = match.group().rstrip(TRAILING)
        pieces += [escape(text[end : match.start()]), _link(url)]
        end = match.start() + len(url)
    return Markup("").join([*pieces, escape(text[end:])])


def _link(url: str) -> Markup:
    template = Markup('<a href="{url}" target="_blank" rel="noopener">{url}</a>')
    return template.format(url=url)


def _owner(address: str) -> str:
    """Whose mailbox this is: the name of somebody we know, else the address."""
    known = {one.email: one.name for one in lms().world.personas.values() if one.email}
    return known.get(address.lower(), address)
