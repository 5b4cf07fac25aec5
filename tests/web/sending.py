"""A form sent as its page would send it; where it leads is not followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from .story import Person, csrf_in


def send(person: Person, path: str, data: Mapping[str, object] | None = None) -> TestResponse:
    """What the post itself answers."""
    token = csrf_in(person.get("/leave").text)
    return person.browser.post(person.root + path, data={"csrf_token": token, **(data or {})})


def told(answer: TestResponse) -> dict[str, Any]:
    """The JSON that a script was answered."""
    found: dict[str, Any] = json.loads(answer.text)
    return found
