"""``db upgrade`` and ``keys rotate``, and what is said when settings or database are not right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lti_tool.app import create_app
from lti_tool.config import Settings

from .commands import Command

STRONG = "kq3-TzY8_vWn5-RbXc7LmPd2hJf6sGa9"

NEEDS_A_DATABASE = [
    ("platform", "list"),
    ("provider", "add", "brent", "--name", "Brent Teaching Partnership"),
    ("school", "add", "--provider", "brent", "--name", "Oakfield School", "--postcode", "W5 2AB"),
    ("keys", "rotate"),
]

TAKES_NO_TIME = [("worker", "--once"), ("serve", "--port", "1")]


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def published(command: Command) -> set[str]:
    """The ids of the keys at ``/lti/jwks``."""
    settings = Settings.from_environment(command.settings)
    answer = create_app(settings).test_client().get("/lti/jwks")
    return {key["kid"] for key in answer.get_json()["keys"]}


# --- The database ---------------------------------------------------------------------------


def test_a_new_database_is_made_and_a_second_time_nothing_happens(
    fresh: Command, database: Path
) -> None:
    assert fresh.process("db", "upgrade").said == "The database is up to date.\n"
    tables = rows(database, "SELECT sql FROM sqlite_master ORDER BY name")
    fresh("provider", "add", "brent", "--name", "Brent Teaching Partnership")

    assert fresh.process("db", "upgrade").said == "The database is up to date.\n"
    assert rows(database, "SELECT sql FROM sqlite_master ORDER BY name") == tables
    assert rows(database, "SELECT slug FROM providers") == [("brent",)]


@pytest.mark.parametrize("words", NEEDS_A_DATABASE, ids=" ".join)
def test_a_database_that_is_behind_is_not_worked_on(
    fresh: Command, database: Path, words: tuple[str, ...]
) -> None:
    assert "mentor-modules db upgrade" in fresh(*words).refusal
    assert rows(database, "SELECT name FROM sqlite_master") == []


@pytest.mark.slow
@pytest.mark.parametrize("words", TAKES_NO_TIME, ids=" ".join)
def test_nor_is_it_served_or_delivered_from(fresh: Command, words: tuple[str, ...]) -> None:
    assert "mentor-modules db upgrade" in fresh.process(*words).refusal


def test_a_database_of_a_later_version_is_not_worked_on_either(
    command: Command, database: Path
) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "not up to date" in command("platform", "list").refusal


# --- Keys -----------------------------------------------------------------------------------


def test_a_key_that_no_longer_signs_is_published_still(command: Command) -> None:
    earlier = published(command)
    new = command("keys", "rotate").said.removeprefix("New key: ").strip()

    assert len(earlier) == 1
    assert published(command) == {*earlier, new}


# --- Settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"MENTOR_BASE_URL": "https://mentors.example"}, "MENTOR_SECRET_KEY must be set"),
        (
            {"MENTOR_BASE_URL": "https://mentors.example", "MENTOR_SECRET_KEY": "a" * 40},
            "MENTOR_SECRET_KEY",
        ),
        (
            {"MENTOR_BASE_URL": "http://mentors.example", "MENTOR_SECRET_KEY": STRONG},
            "MENTOR_BASE_URL must begin with https",
        ),
        ({"MENTOR_BASE_URL": "mentors.example"}, "MENTOR_BASE_URL"),
        ({"MENTOR_PACKS": "nowhere"}, "MENTOR_PACKS names nowhere"),
        ({"MENTOR_SMTP_URL": "mail.example"}, "MENTOR_SMTP_URL"),
        ({"MENTOR_LRS_URL": "ftp://lrs.example"}, "MENTOR_LRS_URL"),
        ({"MENTOR_DATABASE_URL": "nonsense"}, "MENTOR_DATABASE_URL"),
        ({"MENTOR_DATABASE_URL": "oracle://u:pass-word@127.0.0.1/x"}, "MENTOR_DATABASE_URL"),
        (
            {"MENTOR_DATABASE_URL": "postgresql://u:pass-word@127.0.0.1:port/x"},
            "MENTOR_DATABASE_URL",
        ),
        (
            {"MENTOR_DATABASE_URL": "postgresql://u:pass-word@127.0.0.1:1/x"},
            "MENTOR_DATABASE_URL names cannot be opened",
        ),
        (
            {"MENTOR_DATABASE_URL": "sqlite:////no/such/folder/tool.db"},
            "MENTOR_DATABASE_URL names cannot be opened",
        ),
    ],
    ids=lambda value: (
        " ".join(f"{k[7:]}={v}"[:45] for k, v in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_a_setting_that_cannot_work_is_named_in_one_line(
    command: Command, settings: dict[str, str], named: str
) -> None:
    refusal = command("platform", "list", **settings).refusal
    assert named in refusal
    assert "pass-word" not in refusal


def test_what_is_no_database_is_said_to_be_none(fresh: Command, database: Path) -> None:
    database.write_text("Dear diary, today I met my trainee.")
    assert "cannot be opened" in fresh("db", "upgrade").refusal
    assert database.read_text().startswith("Dear diary")


def test_a_process_says_so_too(fresh: Command) -> None:
    refusal = fresh.process("db", "upgrade", MENTOR_BASE_URL="https://mentors.example").refusal
    assert "MENTOR_SECRET_KEY must be set" in refusal


def test_production_settings_that_are_right_are_taken(command: Command) -> None:
    said = command(
        "platform", "list", MENTOR_BASE_URL="https://mentors.example", MENTOR_SECRET_KEY=STRONG
    ).said
    assert "No LMS is registered yet" in said


def test_packs_with_mistakes_stop_the_command_with_their_lines(
    command: Command, tmp_path: Path
) -> None:
    pack = tmp_path / "packs" / "acme"
    pack.mkdir(parents=True)
    (pack / "scheme.yaml").write_text("id: acme\ntitle: [\n")
    answer = command("platform", "list", MENTOR_PACKS=str(tmp_path / "packs"))

    assert answer.status == 1
    assert "acme/scheme.yaml:" in answer.err
    assert "Traceback" not in answer.err


def test_help_and_version_need_no_settings(fresh: Command, database: Path) -> None:
    for word in ("--help", "--version"):
        assert fresh(word, MENTOR_BASE_URL="https://mentors.example").said
    listed = fresh("--help").said
    for name in ("serve", "worker", "demo", "platform", "provider", "school", "staff"):
        assert f"  {name} " in listed
    assert not database.exists()
    assert fresh("nonsense").status == 2
