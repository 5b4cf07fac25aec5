"""A person without a browser: follows the LTI launch through the demo LMS, and sends forms.

Cookies are kept as a browser would keep them for ``http://localhost``, which counts as secure.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from .servers import World

COURSE = "course-101"
AWARD_LINK, HOME_LINK = "13", "14"
Fields = list[tuple[str, str]]
Sent = Mapping[str, str | Iterable[str]]


@dataclass
class Form:
    """A form with the fields that a browser would send unchanged, without its buttons."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    """Every field's name, also of boxes that are not ticked."""

    def filled(self, values: Sent) -> Fields:
        """The fields with some of them replaced; a list is sent as several of one name."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        return kept + pairs(values)


def pairs(values: Sent) -> Fields:
    """Name and value, once for every value."""
    return [
        (name, one)
        for name, value in values.items()
        for one in ([value] if isinstance(value, str) else value)
    ]


def encoded(fields: Fields) -> bytes:
    """A form's body (application/x-www-form-urlencoded)."""
    return urlencode(fields).encode()


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms:
            self._control(tag, given)

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag in {"input", "textarea", "select"} and name:
            form.names[name] = None
        if tag == "input" and _is_sent(given):
            form.fields.append((name, given.get("value", "on")))
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select and "value" in given:
            form.fields.append((self._select, given["value"]))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            name, value = self.forms[-1].fields.pop()
            self.forms[-1].fields.append((name, value + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


def _is_sent(given: Mapping[str, str]) -> bool:
    kind = given.get("type", "text")
    if not given.get("name") or kind in {"submit", "button"}:
        return False
    return kind not in {"radio", "checkbox"} or "checked" in given


def forms_in(page: str) -> list[Form]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_to(page: str, address: str) -> Form:
    """The first form whose action ends so."""
    found = [one for one in forms_in(page) if urlsplit(one.action).path.endswith(address)]
    assert found, f"no form to {address} on the page: {[one.action for one in forms_in(page)]}"
    return found[0]


def csrf_in(page: str) -> str:
    """The CSRF token that a page of a visit, or of an e-mailed link, carries."""
    found = re.search(r'(?:name="csrf_token" value|data-csrf-token)="([0-9a-f]+)"', page)
    assert found, f"no CSRF token on the page:\n{page[:500]}"
    return found[1]


@dataclass
class Jar:
    """Cookies by name, with the path that they are for."""

    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, answer: httpx.Response) -> None:
        for header in answer.headers.get_list("set-cookie"):
            first, *attributes = [part.strip() for part in header.split(";")]
            name, _, value = first.partition("=")
            given = dict(part.lower().partition("=")[::2] for part in attributes)
            if given.get("max-age") == "0":
                self.cookies.pop(name, None)
            else:
                path = next((p[5:] for p in attributes if p.lower().startswith("path=")), "/")
                self.cookies[name] = (value, path)

    def header(self, url: str) -> str:
        path = urlsplit(url).path
        fitting = {n: v for n, (v, under) in self.cookies.items() if path.startswith(under)}
        return "; ".join(f"{name}={value}" for name, value in fitting.items())


Guard = Callable[[], None]


@dataclass
class Person:
    """Somebody with a cookie jar; ``before`` is called before every request to the tool.

    With ``patience`` (seconds) a request whose connection is lost is sent again, as people do.
    ``repeated`` tells whether the last one was.
    """

    world: World
    jar: Jar = field(default_factory=Jar)
    before: Guard = lambda: None
    patience: float = 0.0
    repeated: bool = False

    def request(
        self, method: str, url: str, data: Fields | None = None, **headers: str
    ) -> httpx.Response:
        """One request, no redirect followed."""
        if url.startswith(self.world.tool):
            self.before()
            if cookies := self.jar.header(url):
                headers["Cookie"] = cookies
        content = encoded(data) if data is not None else None
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._insist(method, url, content, headers)
        if url.startswith(self.world.tool):
            self.jar.take(answer)
        return answer

    def _insist(
        self, method: str, url: str, content: bytes | None, headers: dict[str, str]
    ) -> httpx.Response:
        deadline = time.monotonic() + self.patience
        self.repeated = False
        while True:
            try:
                return self.world.http.request(method, url, content=content, headers=headers)
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                self.repeated = True
                time.sleep(0.1)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """On to where redirects lead."""
        while answer.is_redirect:
            answer = self.request("GET", urljoin(str(answer.url), answer.headers["location"]))
        return answer

    def launch_form(self, persona: str, link: str, course: str = COURSE) -> Form:
        """Up to the form that the LMS has the browser post to the tool's launch address."""
        begin = f"{self.world.lms}/as/{persona}/courses/{course}/links/{link}/frame"
        (login,) = forms_in(self.request("GET", begin).text)
        answer = self.request("POST", login.action, login.fields)
        assert answer.status_code == 302, (answer.status_code, answer.text[:300])
        (launch,) = forms_in(self.request("GET", answer.headers["location"]).text)
        return launch

    def launch(self, persona: str, link: str = AWARD_LINK, course: str = COURSE) -> Visit:
        """Launch a link of the course; the visit that this opens."""
        form = self.launch_form(persona, link, course)
        answer = self.request("POST", form.action, form.fields)
        assert answer.status_code == 303, (answer.status_code, answer.text[:500])
        path = answer.headers["location"].rstrip("/")
        return Visit(self, path)


@dataclass
class Visit:
    """One launch: addresses below its handle, with the CSRF token that its pages carry."""

    person: Person
    path: str
    _csrf: str = ""

    def url(self, path: str) -> str:
        return f"{self.person.world.tool}{self.path}{path}"

    def get(self, path: str = "/") -> httpx.Response:
        """A page, redirects followed."""
        return self.person.follow(self.person.request("GET", self.url(path)))

    def page(self, path: str = "/") -> str:
        """A page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    @property
    def csrf(self) -> str:
        if not self._csrf:
            self._csrf = csrf_in(self.page("/leave"))
        return self._csrf

    def post(self, path: str, values: Sent | None = None, **headers: str) -> httpx.Response:
        """Send a form with a good CSRF token; no redirect followed."""
        data = pairs({"csrf_token": self.csrf, **(values or {})})
        return self.person.request("POST", self.url(path), data, **headers)

    def send(self, path: str, values: Sent | None = None) -> httpx.Response:
        """Send a form that must be taken; sent again, it may have been taken the first time."""
        answer = self.post(path, values)
        taken = {303, 409, 422} if self.person.repeated else {303}
        assert answer.status_code in taken, (path, answer.status_code, words_of(answer.text))
        return answer

    def json(self, path: str, values: Sent) -> dict[str, Any]:
        """Send as the page's script does; what must be acknowledged."""
        answer = self.post(path, values, Accept="application/json")
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return dict(json.loads(answer.text))


def words_of(page: str) -> str:
    """A page without its tags, for a failing test."""
    body = re.sub(r"(?s)<head>.*?</head>", "", page)
    return re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", body)).strip()[:600]
