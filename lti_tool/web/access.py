"""Who may enter: one rule per blueprint, given where the blueprint is registered.

Inside a launch every address begins with ``/l/<handle>``; an e-mailed link is ``/s/<token>``. The
rule takes that first part off the address, so that views and ``url_for`` never handle it, finds out
who is there, and checks every POST's CSRF token before a view runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, current_app, g, request

from lti_tool.domain.seats import Role
from lti_tool.errors import NotAllowed, NotFound
from lti_tool.usecases import visits
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit
from lti_tool.web import csrf, notices, uploads


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may enter a blueprint's pages; ``key`` is the part of the address that proves it."""

    name: str
    key: str | None = None
    roles: frozenset[Role] = frozenset()


EVERYONE = Rule("everyone")
"""Anybody, without any proof of who they are."""

ANY_VISITOR = Rule("any visitor", key="handle")
"""Whoever came by a launch, in any role."""

LINK_HOLDER = Rule("link holder", key="token")
"""Whoever holds an e-mailed link; the use cases decide what the link is good for."""


def needs(*roles: Role) -> Rule:
    """Whoever came by a launch and has one of these roles."""
    return Rule("needs " + " or ".join(sorted(roles)), key="handle", roles=frozenset(roles))


class WrongRole(NotAllowed):
    """The visitor is known, but this part of the tool is for others."""


def register(
    app: Flask, blueprint: Blueprint, rule: Rule, *, says: Mapping[str, str] | None = None
) -> None:
    """Register ``blueprint`` under ``rule``; ``says`` are its notices, code to sentence."""
    name = blueprint.name
    app.extensions.setdefault("access_rules", {})[name] = rule
    notices.add(app, says or {})
    # On the app and not on the blueprint: several apps, as in tests, share blueprint objects.
    if rule.key is not None:
        app.url_value_preprocessors.setdefault(name, []).append(_take(rule.key))
        app.url_default_functions.setdefault(name, []).append(_give(rule.key))
        app.before_request_funcs.setdefault(name, []).append(_gate(rule))
    app.register_blueprint(blueprint)


def house() -> House:
    """What use cases are given."""
    return cast(House, current_app.extensions["house"])


def visit() -> Visit:
    """Who is here; only inside a launch."""
    return cast(Visit, g.visit)


def link_token() -> str:
    """The token of the e-mailed link in the address; only under ``/s/``."""
    return cast(str, g.token)


def cookie_name(handle: str) -> str:
    """The visit's cookie: one for each launch, so that two tabs of two people never mix."""
    return f"mm_{handle[:10]}"


def _take(key: str) -> Callable[[str | None, dict[str, Any] | None], None]:
    def take(endpoint: str | None, values: dict[str, Any] | None) -> None:
        del endpoint
        setattr(g, key, (values or {}).pop(key, ""))

    return take


def _give(key: str) -> Callable[[str, dict[str, Any]], None]:
    def give(endpoint: str, values: dict[str, Any]) -> None:
        del endpoint
        if key in g:
            values.setdefault(key, getattr(g, key))

    return give


def _gate(rule: Rule) -> Callable[[], None]:
    def enter() -> None:
        if rule.key == "handle":
            if "\0" in request.path:  # no id of ours has it, and PostgreSQL would stumble over it
                raise NotFound("There is no such page.")
            g.visit = visits.resume(house(), g.handle, _cookie(g.handle))
            _check_role(g.visit, rule)
        if request.method == "POST":
            uploads.let_in(house())
            csrf.check()

    return enter


def _cookie(handle: str) -> str | None:
    """The visit's cookie as far as it can be one of ours: anybody can send anything."""
    cookie = request.cookies.get(cookie_name(handle))
    return cookie if cookie and cookie.isascii() else None


def _check_role(visitor: Visit, rule: Rule) -> None:
    if rule.roles and not rule.roles & visitor.roles:
        raise WrongRole(
            "This page belongs to somebody with another part in the scheme. "
            "Your own pages are one step away."
        )
