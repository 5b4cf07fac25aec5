"""Nonsense in the fields of every form that a page shows: an answer in words, never a breakdown.

The walks of ``test_pages`` find the forms, so that a new one is held to this without being named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from ..e2e.lms_client import Form, forms_in
from .cast import Cast, cast
from .test_pages import Walk

pytestmark = pytest.mark.slow

EVERYWHERE = ("", "\0", "9" * 400, "2026-13-45", "../../etc/passwd\r\nX: y", "ø" * 30_000)
TYPED = ("' OR 1=1; DROP TABLE people; --", "<script>1</script>{{ 7*7 }}", "-1", "\U0001f9e8\u202e")
OF_EACH_KIND = 2
"""Pages of one view that are looked at for a person, and forms to one view that are sent."""
LAST = {"visitor.left"}


@dataclass(frozen=True)
class Found:
    """A form, where it leads, and the browser that it was shown to."""

    endpoint: str
    form: Form
    browser: FlaskClient
    address: str


@pytest.fixture(scope="module")
def people() -> Iterator[Cast]:
    """A house of our own: what is sent here changes it."""
    made = cast.__wrapped__()
    yield made
    made.story.house.units.engine.dispose()


def walks(people: Cast) -> Iterator[Walk]:
    for person in people.people.values():
        yield looked_at(Walk(people.story, person.browser), {f"{person.root}/"})
    yield looked_at(Walk(people.story, people.story.app.test_client()), {*people.links.values()})


def looked_at(walk: Walk, starts: set[str]) -> Walk:
    """Some pages of every kind, instead of all: the same template has the same fields."""
    waiting, kinds = sorted(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = walk.endpoint(path)
        if path in walk.queries or kinds[kind] >= OF_EACH_KIND:
            continue
        kinds[kind] += 1
        waiting += sorted(walk.open(path))
    return walk


def every_form(people: Cast) -> list[Found]:
    found: dict[str, list[Found]] = {}
    for walk in walks(people):
        for path, page in walk.pages.items():
            for form in forms_in(page.markup):
                if form.method == "post":
                    address = form.action or path
                    one = Found(walk.endpoint(address, "POST"), form, walk.browser, address)
                    found.setdefault(one.endpoint, []).append(one)
    kinds = sorted(found.items(), key=lambda kind: kind[0] in LAST)
    return [form for _, forms in kinds for form in forms[:: max(1, len(forms) - 1)][:OF_EACH_KIND]]


def sendings(form: Form) -> Iterator[dict[str, object]]:
    """Junk everywhere; junk in what people fill in alone; and junk as a file."""
    fields = dict(form.fields)
    names = [name for name in form.names if name != "csrf_token"]
    for junk in EVERYWHERE:
        yield {**fields, **dict.fromkeys(names, junk)}
    for junk in TYPED:
        kept = {name: value for name, value in fields.items() if value}
        yield {**dict.fromkeys(names, junk), **kept}
    if names:
        yield {**fields, names[-1]: (BytesIO(b"\0junk"), "../ju\nnk\0.pdf")}


def test_junk_in_any_form_never_breaks_the_tool(people: Cast) -> None:
    forms, broken = every_form(people), []
    assert len({one.endpoint for one in forms}) > 60
    for one in forms:
        for values in sendings(one.form):
            answer = one.browser.post(one.address, data=values, buffered=True)
            if answer.status_code >= 500:
                broken.append((one.endpoint, str(values)[:120], answer.status_code))
    assert broken == []
