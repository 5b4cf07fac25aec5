"""Every kind of xAPI statement: exactly what it says, valid, repeatable, and in the profile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError
from ralph.exceptions import BadFormatException
from ralph.models.validator import Validator
from ralph.models.xapi.base.statements import BaseXapiStatement

from lti_tool.domain import statements as s

from .statement_cases import AWARD, BASE, CASES, CTX, MENTOR, MODULE, QUESTION

EXPECTED = Path(__file__).parent / "statements"
every_kind = pytest.mark.parametrize("name", CASES)


class AnyStatement:
    """Stands in for Ralph's selectors, which know only the profiles that Ralph ships with."""

    def get_models(self, _event: s.Json) -> list[type[object]]:
        return [BaseXapiStatement]


def validate(statement: s.Json) -> None:
    found = Validator(AnyStatement()).validate(StringIO(json.dumps(statement)), False, True)
    assert len(list(found)) == 1


@every_kind
def test_a_statement_says_exactly_what_its_example_says(name: str) -> None:
    expected = json.loads((EXPECTED / f"{name}.json").read_text())
    assert json.loads(json.dumps(CASES[name]())) == expected


def test_every_kind_has_an_example_and_every_example_a_kind() -> None:
    assert {path.stem for path in EXPECTED.glob("*.json")} == set(CASES)
    variants = {
        "items_sorted",
        "shared_audit_rated",
        "shared_audit_completed",
        "award_reflected",
    }
    assert set(s.KINDS) == set(CASES) - variants


@every_kind
def test_ralph_finds_the_statement_valid(name: str) -> None:
    validate(CASES[name]())


@pytest.mark.parametrize(
    "spoilt",
    [
        {"verb": {"id": "answered"}},
        {"timestamp": ""},
        {"id": "17"},
        {"result": {"score": {"scaled": 90}}},
    ],
)
def test_ralph_would_have_noticed(spoilt: s.Json) -> None:
    with pytest.raises((BadFormatException, ValidationError)):
        validate({**CASES["quiz_passed"](), **spoilt})


@every_kind
def test_time_is_utc_and_ids_are_name_based(name: str) -> None:
    statement = CASES[name]()
    at = str(statement["timestamp"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at)
    assert datetime.fromisoformat(at).utcoffset() == timedelta(0)
    assert UUID(str(statement["id"])).version == 5


@every_kind
def test_verbs_types_and_extensions_are_in_the_profile(name: str) -> None:
    profile = json.dumps(s.profile_document(BASE))
    known = {term.iri(BASE) for term in s.VOCABULARY}
    for iri in terms_in(CASES[name]()):
        assert iri in known
        if iri.startswith(BASE):
            assert f'"id": "{iri}"' in profile


@every_kind
def test_a_statement_follows_the_one_template_that_is_meant_for_it(name: str) -> None:
    statement = CASES[name]()
    templates = s.profile_document(BASE)["templates"]
    assert isinstance(templates, list)
    mine = [t for t in templates if matches(t, statement)]
    assert len(mine) == 1
    for rule in mine[0]["rules"]:
        assert present(statement, rule["location"]), rule["location"]
    assert category(statement) == f"{BASE}/xapi/profile#{s.PROFILE_VERSION}"


def test_the_profile_has_all_that_its_specification_asks_for() -> None:
    profile = s.profile_document(BASE)
    versions = profile["versions"]
    concepts, templates = profile["concepts"], profile["templates"]
    assert isinstance(versions, list)
    assert isinstance(concepts, list)
    assert isinstance(templates, list)
    assert profile["@context"] == "https://w3id.org/xapi/profiles/context"
    assert profile["conformsTo"] == "https://w3id.org/xapi/profiles#1.0"
    assert set(profile) >= {"id", "type", "prefLabel", "definition", "author"}
    ids = [thing["id"] for thing in (*concepts, *templates)]
    assert len(ids) == len(set(ids))
    for thing in (*concepts, *templates):
        assert thing["inScheme"] == versions[0]["id"]
        assert thing["prefLabel"]
        assert thing["definition"]
    assert not list(empty_values(profile))
    assert "{" not in "".join(rule["location"] for t in templates for rule in t["rules"])


def test_a_re_send_is_the_same_statement_and_another_event_another() -> None:
    first = s.enrolled(CTX, event_id="17", award=AWARD)
    assert s.enrolled(CTX, event_id="17", award=AWARD) == first
    others = [
        s.enrolled(CTX, event_id="18", award=AWARD),
        s.award_completed(CTX, event_id="17", award=AWARD),
        s.enrolled(
            s.StatementContext("https://elsewhere.example", MENTOR, CTX.at),
            event_id="17",
            award=AWARD,
        ),
    ]
    assert first["id"] not in [other["id"] for other in others]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        s.StatementContext(BASE, MENTOR, datetime(2026, 11, 20, 16, 5))


def test_a_local_time_is_sent_as_utc() -> None:
    summer = timezone(timedelta(hours=1))
    ctx = s.StatementContext(BASE, MENTOR, datetime(2026, 7, 1, 0, 30, tzinfo=summer))
    statement = s.enrolled(ctx, event_id="1", award=AWARD)
    assert statement["timestamp"] == "2026-06-30T23:30:00.000Z"


def test_names_leave_the_house_only_when_they_are_given() -> None:
    named = s.Actor(MENTOR.home_page, MENTOR.account, name="Ada Example")
    ctx = s.StatementContext(BASE, named, CTX.at)
    assert "Ada" in json.dumps(s.enrolled(ctx, event_id="1", award=AWARD)["actor"])
    unnamed = s.enrolled(CTX, event_id="1", award=AWARD)["actor"]
    assert isinstance(unnamed, dict)
    assert set(unnamed) == {"objectType", "account"}


def test_choosing_nothing_is_an_answer_without_a_response() -> None:
    statement = s.question_answered(CTX, event_id="1", module=MODULE, question=QUESTION, chosen=[])
    assert statement["result"] == {"success": False}
    validate(statement)


def test_order_does_not_matter_when_several_options_are_right() -> None:
    several = s.Question("q", "Which two?", (("a", "A"), ("b", "B"), ("c", "C")), ("a", "c"))
    right = s.question_answered(
        CTX, event_id="1", module=MODULE, question=several, chosen=["c", "a"]
    )
    half = s.question_answered(CTX, event_id="1", module=MODULE, question=several, chosen=["a"])
    assert right["result"] == {"success": True, "response": "c[,]a"}
    assert half["result"] == {"success": False, "response": "a"}


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(seconds=-3), "PT0S"),
        (timedelta(seconds=59.999), "PT1M"),
        (timedelta(hours=30, minutes=2, milliseconds=50), "PT30H2M0.05S"),
    ],
)
def test_durations_are_iso_8601_and_never_negative(duration: timedelta, text: str) -> None:
    statement = s.module_terminated(CTX, event_id="1", module=MODULE, duration=duration)
    assert statement["result"] == {"duration": text}


def test_ids_with_spaces_and_accents_still_make_valid_iris() -> None:
    odd = s.Named("größe/ein modul?", "Größe")
    statement = s.module_initialized(CTX, event_id="1", module=odd)
    validate(statement)
    about = statement["object"]
    assert isinstance(about, dict)
    assert about["id"] == f"{BASE}/xapi/activities/module/gr%C3%B6%C3%9Fe/ein%20modul%3F"


def terms_in(statement: s.Json) -> Iterator[str]:
    text = json.dumps(statement)
    yield from re.findall(r'"type": "([^"]+)"', text)
    yield from re.findall(r'"verb": {"id": "([^"]+)"', text)
    for extensions in re.findall(r'"extensions": {([^}]*)}', text):
        yield from re.findall(r'"(https?:[^"]+)":', extensions)


def matches(template: dict[str, object], statement: s.Json) -> bool:
    verb, about = statement["verb"], statement["object"]
    assert isinstance(verb, dict)
    assert isinstance(about, dict)
    return (template["verb"], template["objectActivityType"]) == (
        verb["id"],
        about["definition"]["type"],
    )


def present(statement: object, path: str) -> bool:
    """Whether a JSONPath of our templates' simple sort finds something."""
    found = statement
    for name, key, index in re.findall(r"\.(\w+)|\['([^']+)'\]|\[(\d+)\]", path):
        try:
            found = found[int(index)] if index else found[name or key]  # type: ignore[index]  # JSON of any depth
        except (KeyError, IndexError):
            return False
    return True


def category(statement: s.Json) -> object:
    context = statement["context"]
    assert isinstance(context, dict)
    return context["contextActivities"]["category"][0]["id"]


def empty_values(value: object) -> Iterator[object]:
    if value in (None, "", {}, []):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from empty_values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from empty_values(inner)
