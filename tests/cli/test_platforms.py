"""``provider``, ``school``, ``platform`` and ``staff``: what an administrator registers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from lti_tool.domain.seats import STAFF

from .commands import Answer, Command
from .test_database import rows

MOODLE = "https://moodle.example.ac.uk"

ASKED: Mapping[str, str] = {
    "issuer": MOODLE,
    "client-id": "AbC123",
    "deployment-id": "1",
    "auth-url": f"{MOODLE}/mod/lti/auth.php",
    "token-url": f"{MOODLE}/mod/lti/token.php",
    "jwks-url": f"{MOODLE}/mod/lti/certs.php",
}


def options(values: Mapping[str, str]) -> list[str]:
    return [word for name, value in values.items() for word in (f"--{name}", value)]


def add_platform(command: Command, **changed: str) -> Answer:
    asked = {**ASKED, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return command("platform", "add", *options(asked))


def add_provider(command: Command, slug: str, name: str) -> None:
    assert name in command("provider", "add", slug, "--name", name).said


def grant(command: Command, **changed: str) -> Answer:
    asked = {
        "provider": "brent",
        "issuer": MOODLE,
        "client-id": "AbC123",
        "sub": "42",
        "role": "office",
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    return command("staff", "grant", *options(asked))


@pytest.fixture
def brent(command: Command) -> Command:
    """An installation with one provider."""
    add_provider(command, "brent", "Brent Teaching Partnership")
    return command


# --- Providers and schools ------------------------------------------------------------------


def test_a_provider_is_added_and_renamed(brent: Command, database: Path) -> None:
    words = (
        "--name",
        "Brent SCITT",
        "--office-name",
        "Admissions",
        "--office-email",
        "a@b.example",
    )
    assert brent("provider", "add", "brent", *words).said == "Provider brent: Brent SCITT\n"
    assert rows(database, "SELECT slug, name, office_name, office_email FROM providers") == [
        ("brent", "Brent SCITT", "Admissions", "a@b.example")
    ]


def test_a_school_is_added_once_and_its_domain_confirmed_later(
    brent: Command, database: Path
) -> None:
    school = ("school", "add", "--provider", "brent", "--name", "Oakfield School")
    for domain in ((), ("--email-domain", "Oakfield.example")):
        assert brent(*school, "--postcode", "W5 2AB", *domain).said == (
            "School: Oakfield School, W5 2AB\n"
        )
    assert rows(database, "SELECT name, postcode, email_domain FROM schools") == [
        ("Oakfield School", "W5 2AB", "oakfield.example")
    ]


def test_a_school_needs_a_provider_that_exists(brent: Command) -> None:
    words = ("--provider", "harrow", "--name", "Oakfield School", "--postcode", "W5 2AB")
    assert "There is no provider 'harrow'" in brent("school", "add", *words).refusal


# --- Platforms ------------------------------------------------------------------------------


def test_adding_a_platform_prints_what_the_lms_asks_for(brent: Command) -> None:
    lines = add_platform(brent).said.splitlines()

    assert lines[0] == f"Registered {MOODLE}, client AbC123, deployment 1."
    assert [line.split()[-1] for line in lines[2:]] == [
        "http://localhost:8000/lti/launch",
        "http://localhost:8000/lti/login",
        "http://localhost:8000/lti/jwks",
    ]


def test_the_addresses_are_those_of_the_installation(brent: Command) -> None:
    said = brent(
        "platform",
        "add",
        *options(ASKED),
        MENTOR_BASE_URL="https://mentors.example/",
        MENTOR_SECRET_KEY="kq3-TzY8_vWn5-RbXc7LmPd2hJf6sGa9",
    ).said
    assert " https://mentors.example/lti/launch\n" in said


def test_a_known_platform_gains_the_deployment(brent: Command) -> None:
    add_platform(brent)
    for _ in range(2):
        assert add_platform(brent, deployment_id="2").status == 0
    add_platform(brent, client_id="other")

    assert brent("platform", "list").said.splitlines() == [
        f"brent: {MOODLE}  client AbC123",
        "  deployments: 1, 2",
        f"  framed by:   {MOODLE}",
        f"brent: {MOODLE}  client other",
        "  deployments: 1",
        f"  framed by:   {MOODLE}",
    ]


def test_with_nothing_registered_the_list_says_how_to_begin(command: Command) -> None:
    assert "mentor-modules platform add" in command("platform", "list").said


def test_the_first_platform_makes_a_provider_where_there_is_none(command: Command) -> None:
    assert add_platform(command).status == 0
    assert command("platform", "list").said.startswith("default: ")


def test_pages_may_come_from_elsewhere_than_the_issuer(brent: Command) -> None:
    add_platform(brent, frame_origin="https://school.instructure.example/courses/1")
    assert "framed by:   https://school.instructure.example\n" in brent("platform", "list").said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in ("issuer", "auth-url", "token-url", "jwks-url", "frame-origin")
        for value in ("http://moodle.example.ac.uk/x", "moodle.example.ac.uk", "https://[half")
    ],
)
def test_an_address_that_is_not_https_or_not_whole_is_refused(
    brent: Command, name: str, value: str
) -> None:
    assert f"--{name} " in add_platform(brent, **{name: value}).refusal
    assert "No LMS is registered" in brent("platform", "list").said


def test_every_wrong_address_is_named_at_once(brent: Command) -> None:
    refusal = add_platform(brent, issuer="moodle", jwks_url="http://moodle.example/certs").refusal
    assert "--issuer is 'moodle'" in refusal
    assert "--jwks-url must begin with https" in refusal


def test_plain_http_is_taken_on_this_machine(brent: Command) -> None:
    here = {"auth_url": "http://127.0.0.1:8001/auth", "jwks_url": "http://localhost:8001/jwks"}
    assert add_platform(brent, issuer="http://127.0.0.1:8001", **here).status == 0


@pytest.mark.parametrize("name", ["client_id", "deployment_id"])
def test_an_empty_id_is_refused(brent: Command, name: str) -> None:
    assert name.replace("_", "-") in add_platform(brent, **{name: " "}).refusal


def test_with_several_providers_one_must_be_named(brent: Command) -> None:
    add_provider(brent, "harrow", "Harrow SCITT")

    assert "--provider" in add_platform(brent).refusal
    assert "There is no provider 'ealing'" in add_platform(brent, provider="ealing").refusal
    assert add_platform(brent, provider="harrow").status == 0
    assert brent("platform", "list").said.startswith("harrow: ")


def test_a_platform_does_not_change_hands_by_the_way(brent: Command) -> None:
    add_provider(brent, "harrow", "Harrow SCITT")
    add_platform(brent, provider="harrow")

    assert "another provider" in add_platform(brent, provider="brent").refusal


def test_an_option_left_out_is_named(command: Command) -> None:
    answer = command("platform", "add", *options(ASKED)[:-2])
    assert answer.status == 2
    assert "--jwks-url" in answer.err


# --- Staff ----------------------------------------------------------------------------------


def test_the_office_is_let_in_once(brent: Command, database: Path) -> None:
    add_platform(brent)
    for _ in range(2):
        assert grant(brent).said == "42 may now enter as office of brent.\n"
    assert rows(database, "SELECT sub, role FROM staff_grants") == [("42", "office")]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"role": "mentor"}, "'mentor' cannot be granted"),
        ({"role": "tutor"}, "office, partnership_manager, panel can"),
        ({"sub": " "}, "--sub"),
        ({"provider": "harrow"}, "There is no provider 'harrow'"),
        ({"issuer": "https://elsewhere.example"}, "no platform with that issuer"),
        ({"client_id": "other"}, "no platform with that issuer"),
    ],
)
def test_nobody_is_let_in_by_mistake(
    brent: Command, database: Path, changed: dict[str, str], named: str
) -> None:
    add_platform(brent)
    assert named in grant(brent, **changed).refusal
    assert rows(database, "SELECT sub FROM staff_grants") == []


def test_the_help_names_every_role_that_can_be_granted_and_each_can(brent: Command) -> None:
    add_platform(brent)
    told = " ".join(brent("staff", "grant", "--help").out.split())
    for role in STAFF:
        assert role in told
        assert grant(brent, role=role).said == f"42 may now enter as {role} of brent.\n"


def test_another_providers_platform_lets_nobody_in(brent: Command) -> None:
    add_platform(brent)
    add_provider(brent, "harrow", "Harrow SCITT")
    assert "no platform with that issuer" in grant(brent, provider="harrow").refusal


# --- A provider's words ---------------------------------------------------------------------


def test_a_provider_s_words_are_listed_set_and_unset(brent: Command) -> None:
    said = brent("provider", "variables", "brent").said
    assert said == "office: (the office & its staff)\nload: (mentors are told to ask)\n"

    sets = ["--set", "office=Mo's desk", "--set", "load=Ten lessons = two days."]
    assert brent("provider", "variables", "brent", *sets).said == "2 words changed.\n"
    assert "load: Ten lessons = two days.\n" in brent("provider", "variables", "brent").said

    brent("provider", "variables", "brent", "--unset", "office")
    assert "office: (the office & its staff)\n" in brent("provider", "variables", "brent").said


def test_a_provider_s_words_can_be_read_by_programs(brent: Command) -> None:
    brent("provider", "variables", "brent", "--set", "office=Mo’s desk")
    listed = json.loads(brent("provider", "variables", "brent", "--json").said)
    assert listed[0] == {
        "name": "office",
        "value": "Mo’s desk",
        "defaults": ["the office & its staff"],
        "question": False,
        "about": "How your office is called.",
        "asked": [],
        "modules": ["acme/basics"],
    }
    assert listed[1]["asked"] == ["How much does a trainee teach?"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("brent", "--set", "ofice=x"), "did you mean `office`?"),
        (("brent", "--unset", "ofice"), "did you mean `office`?"),
        (("brent", "--set", f"office={'a' * 201}"), "keep it to 200"),
        (("nobody",), "There is no provider 'nobody'"),
        (("nobody", "--set", "office=x"), "There is no provider 'nobody'"),
    ],
)
def test_words_that_cannot_be_set_are_refused_clearly(
    brent: Command, words: tuple[str, ...], message: str
) -> None:
    assert message in brent("provider", "variables", *words).refusal
    assert "office: (the" in brent("provider", "variables", "brent").said


def test_a_word_is_set_as_name_and_value(brent: Command) -> None:
    answer = brent("provider", "variables", "brent", "--set", "office")
    assert answer.status == 2
    assert "NAME=VALUE" in answer.err
