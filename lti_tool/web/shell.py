"""What every template can use: addresses of assets, dates, notices, the visitor's own pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, g, request, url_for
from werkzeug.routing import BaseConverter

from lti_tool.domain.files import size_words
from lti_tool.domain.modules import count_words
from lti_tool.domain.seats import STAFF, Role, begun
from lti_tool.usecases.overview_views import statement_words
from lti_tool.usecases.visits import Visit
from lti_tool.web import assets, csrf, dates, notices
from lti_tool.web.access import house

_DESKS = (
    (Role.MENTOR, "mentor.home", "My modules and awards"),
    (Role.TUTOR, "tutor.desk", "My mentors"),
    (Role.OFFICE, "office.desk", "Partnership office"),
    (Role.PARTNERSHIP_MANAGER, "manager.desk", "Partnership manager"),
    (Role.PANEL, "panel.desk", "Panel"),
)


class PackIdConverter(BaseConverter):
    """The id of a module or an award in an address: ``west-london/entry-1``."""

    part_isolating = False
    regex = r"[^/]+/[^/]+"

    def to_url(self, value: str) -> str:
        """As it is: the slash is part of the id."""
        pack, _, name = value.partition("/")
        return f"{super().to_url(pack)}/{super().to_url(name)}"


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link in the page's head."""

    words: str
    url: str
    current: bool


def install(app: Flask) -> None:
    """Teach the app's templates and addresses what every page uses."""
    app.url_map.converters["pack_id"] = PackIdConverter
    app.jinja_env.globals.update(
        asset_url=assets.asset_url,
        csrf_token=csrf.token,
        notice=notices.current,
        navigation=navigation,
        way_on=way_on,
        in_launch=lambda: request.path.startswith(("/l/", "/lti/")),
        count_words=count_words,
        new_write_id=lambda: secrets.token_urlsafe(12),
    )
    app.jinja_env.filters.update(
        day=dates.long_day,
        moment=dates.long_moment,
        clock=dates.clock_time,
        size=size_words,
        begun=begun,
        statement=lambda code: statement_words(house(), code),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"visit": g.get("visit")})


def navigation() -> tuple[NavigationItem, ...]:
    """The visitor's desks, by the parts they play."""
    visitor: Visit | None = g.get("visit")
    if visitor is None:
        return ()
    return tuple(
        NavigationItem(
            _seat_name(visitor, role) or words,
            url_for(endpoint),
            request.blueprint == endpoint.partition(".")[0],
        )
        for role, endpoint, words in _DESKS
        if visitor.is_a(role)
    )


def _seat_name(visitor: Visit, role: Role) -> str:
    """What the awards call the seat that a visitor was granted; nothing where they differ."""
    sits_for = visitor.sits_for.get(role, frozenset())
    names = {house().library.award(award).called.whole(STAFF[role]) for award in sits_for}
    return names.pop() if len(names) == 1 else ""


def way_on() -> NavigationItem | None:
    """Where somebody can always go from a page that leads nowhere."""
    return next(iter(navigation()), None)
