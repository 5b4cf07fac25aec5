"""Every address the application knows: who may enter, and what a forged post gets.

These tests walk the URL map, so that a new route is held to the rules without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from werkzeug.routing import Rule as Route

from lti_tool.domain.seats import Role
from lti_tool.web.access import EVERYONE, Rule, cookie_name

from ..audited import write_pack
from ..web.story import LinkHolder, Person, Story, csrf_in

PARTS = [str(role) for role in Role]
OPEN_POSTS = {"lti.login", "lti.launch"}
"""Posts that come from elsewhere: the launch's own checks stand in for the token."""


@cache
def story() -> Story:
    """One house for the whole walk: nothing here may change anything in it."""
    folder = Path(mkdtemp(prefix="routes-"))
    made = Story(folder, packs=(write_pack(folder / "packs"),))
    made.vouch_for_the_school()
    return made


@cache
def person(part: str) -> Person:
    """Somebody in that part; the mentor has entered the award."""
    people = {"mentor": story().mentor, "tutor": story().tutor, "office": story().office}
    return people[part]() if part in people else story().staff(Role(part))


@cache
def link_holder() -> LinkHolder:
    return story().link_holder(story().ask_pcm(person("mentor")))


def routes() -> list[Route]:
    return [route for route in story().app.url_map.iter_rules() if route.endpoint]


def rule_of(route: Route) -> Rule | None:
    rules: dict[str, Rule] = story().app.extensions["access_rules"]
    return rules.get(route.endpoint.partition(".")[0])


def inside() -> list[Route]:
    """Routes inside a launch."""
    return [route for route in routes() if route.rule.startswith("/l/")]


def behind_links() -> list[Route]:
    return [route for route in routes() if route.rule.startswith("/s/")]


def methods(route: Route) -> Iterator[str]:
    yield from sorted((route.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})


def path_of(route: Route) -> str:
    """The route's address below handle or token, about things that exist where that is easy."""
    module = story().house.library.module("west-london/entry-1")
    known: dict[str, object] = {
        "handle": "HERE",
        "token": "HERE",
        "enrolment_id": story().page(person("mentor")).enrolment_id,
        "award_id": "west-london/entry",
        "module_id": module.id,
        "section_id": module.sections[0].id,
        "shared_audit_id": "national-standards/rag",
        "claim_id": "ljmu/mentoring-in-education",
        "mapping_id": "ljmu/tla",
        "round_number": 1,
        "message_id": 1,
        "kind": "certificate",
        "digest": "0",
        "path": "css/app.css",
    }
    values = {name: known.get(name, "x") for name in route.arguments}
    adapter = story().app.url_map.bind("localhost")
    # ``url_for`` would fill in the handle of a request; here there is none.
    path = adapter.build(route.endpoint, values, method=next(methods(route)))
    return path.split("HERE", 1)[-1]


def named(route: Route) -> str:
    return f"{'/'.join(methods(route))} {route.rule}"


def test_every_route_belongs_to_a_blueprint_with_a_rule() -> None:
    assert [named(route) for route in routes() if rule_of(route) is None] == []


def test_a_rule_asks_for_the_key_that_its_addresses_carry() -> None:
    wrong = []
    for route in routes():
        rule = rule_of(route)
        assert rule is not None
        begins = {"handle": "/l/<handle>/", "token": "/s/<token>"}.get(rule.key or "")
        if begins is None:
            fits = not route.rule.startswith(("/l/", "/s/"))
        else:
            fits = route.rule.startswith(begins)
        wrong += [] if fits else [named(route)]
    assert wrong == []


def test_only_the_launch_may_be_posted_to_from_elsewhere() -> None:
    from_anywhere = {
        route.endpoint
        for route in routes()
        if rule_of(route) is EVERYONE and set(methods(route)) - {"GET"}
    }
    assert from_anywhere == OPEN_POSTS


def test_nothing_changes_by_any_other_method_than_post() -> None:
    assert {method for route in routes() for method in methods(route)} == {"GET", "POST"}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_enters_its_own_pages_and_no_others(part: str) -> None:
    wrong = []
    somebody = person(part)
    for route in inside():
        rule = rule_of(route)
        assert rule is not None
        may_enter = not rule.roles or Role(part) in rule.roles
        for method in methods(route):
            answer = somebody.browser.open(somebody.root + path_of(route), method=method)
            refused = answer.status_code == 403
            broken = answer.status_code >= 500 or answer.status_code == 401
            if broken or refused == may_enter:
                wrong.append(f"{part}: {method} {route.rule} gave {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("cookie", [None, "", "guessed", "somebody else's"])
def test_a_handle_without_its_own_cookie_opens_nothing(cookie: str | None) -> None:
    owner, browser = person("mentor"), story().app.test_client()
    if cookie is not None:
        others = person("tutor")
        handle = others.visit.handle
        theirs = others.browser.get_cookie(cookie_name(handle))
        value = theirs.value if theirs and cookie == "somebody else's" else cookie
        browser.set_cookie(cookie_name(owner.visit.handle), value)
    wrong = [
        f"{method} {route.rule}"
        for route in inside()
        for method in methods(route)
        if browser.open(owner.root + path_of(route), method=method).status_code != 401
    ]
    assert wrong == []


@pytest.mark.parametrize("token", ["", "0" * 64, "another visit's"])
@pytest.mark.parametrize("part", PARTS)
def test_a_post_without_the_token_of_its_own_page_is_refused(part: str, token: str) -> None:
    somebody = person(part)
    if token == "another visit's":
        token = csrf_in(person("tutor" if part == "mentor" else "mentor").get("/leave").text)
    wrong = []
    for route in inside():
        rule = rule_of(route)
        assert rule is not None
        if "POST" not in methods(route) or (rule.roles and Role(part) not in rule.roles):
            continue
        url = somebody.root + path_of(route)
        for sent in ({"data": {"csrf_token": token}}, {"headers": {"X-CSRF-Token": token}}):
            answer = somebody.browser.post(url, **sent)
            wrong += [] if answer.status_code == 400 else [f"{route.rule}: {answer.status_code}"]
    assert wrong == []


def test_a_forged_post_behind_a_link_is_refused_and_uses_nothing_up() -> None:
    holder = link_holder()
    wrong = [
        route.rule
        for route in behind_links()
        if "POST" in methods(route)
        and holder.browser.post(holder.link + path_of(route)).status_code != 400
    ]
    assert wrong == []
    assert "What you can confirm" in holder.get().text


def test_no_page_breaks_behind_a_link_that_leads_nowhere() -> None:
    browser = story().app.test_client()
    for route in behind_links():
        for method in methods(route):
            answer = browser.open("/s/nowhere" + path_of(route), method=method)
            assert answer.status_code in {400, 404}, f"{method} {route.rule}"


def test_pages_for_everybody_stand_without_any_key() -> None:
    browser = story().app.test_client()
    wrong = [
        f"{route.rule} gave {answer.status_code}"
        for route in routes()
        if rule_of(route) is EVERYONE and "GET" in methods(route)
        for answer in [browser.get(path_of(route))]
        if answer.status_code >= 500 or answer.status_code in {401, 403}
    ]
    assert wrong == []
