"""Settings: read from the environment, checked before anything starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lti_tool.config import Settings, data_folder
from lti_tool.errors import ConfigurationError

SECRET = "zT3v-Kq0aB7mYx2LwR9dF5hJ1nPc8sGu"
PRODUCTION = {
    "MENTOR_BASE_URL": "https://mentors.example.ac.uk",
    "MENTOR_SECRET_KEY": SECRET,
    "MENTOR_DATABASE_URL": "postgresql://db/mentors",
    "MENTOR_SMTP_URL": "smtps://mail.example.ac.uk:465",
    "MENTOR_MAIL_FROM": "mentoring@example.ac.uk",
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(**changes: str | None) -> Settings:
    environ = {**PRODUCTION, **changes}
    return Settings.from_environment({k: v for k, v in environ.items() if v is not None})


def test_production_settings_are_read() -> None:
    read = settings(
        MENTOR_LRS_URL="https://lrs.example.ac.uk/xapi/",
        MENTOR_LRS_USERNAME="tool",
        MENTOR_LRS_PASSWORD="secret",
    )
    assert (read.base_url, read.database_url, read.secret_key) == (
        "https://mentors.example.ac.uk",
        "postgresql://db/mentors",
        SECRET,
    )
    assert (read.lrs_url, read.lrs_username, read.lrs_password) == (
        "https://lrs.example.ac.uk/xapi",
        "tool",
        "secret",
    )
    assert not read.lrs_with_names
    assert read.packs == (data_folder("modules"),)


def test_on_this_machine_everything_has_a_default(tmp_path: Path) -> None:
    read = Settings.from_environment({})
    assert read.base_url == "http://localhost:8000"
    assert read.database_url == f"sqlite:///{tmp_path / 'instance' / 'mentor-modules.db'}"
    assert (tmp_path / "instance").is_dir()
    assert (read.smtp_url, read.lrs_url) == (None, None)


@pytest.mark.parametrize("address", ["http://localhost:9", "http://127.0.0.1", "http://[::1]:1"])
def test_plain_http_is_accepted_on_this_machine(address: str) -> None:
    assert settings(MENTOR_BASE_URL=f"{address}/").base_url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://mentors.example.ac.uk",
        "http://localhost.evil.example",
        "mentors.example.ac.uk",
        "https://",
        "https://[mentors",
        "ftp://mentors.example.ac.uk",
        "",
    ],
)
def test_a_base_url_that_no_lms_could_embed_stops_the_start(address: str) -> None:
    with pytest.raises(ConfigurationError, match="MENTOR_BASE_URL"):
        settings(MENTOR_BASE_URL=address)


@pytest.mark.parametrize(
    "secret",
    [None, "", "short", "x" * 31, "x" * 64, "only-for-this-machine-never-in-production"],
)
def test_a_missing_or_weak_secret_stops_the_start(secret: str | None) -> None:
    with pytest.raises(ConfigurationError, match="MENTOR_SECRET_KEY") as refused:
        settings(MENTOR_SECRET_KEY=secret)
    assert "token_urlsafe" in str(refused.value)
    if secret:
        assert secret not in str(refused.value)


def test_a_weak_secret_is_not_accepted_on_this_machine_either() -> None:
    with pytest.raises(ConfigurationError):
        Settings.from_environment({"MENTOR_SECRET_KEY": "short"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MENTOR_SMTP_URL", "mail.example.ac.uk"),
        ("MENTOR_SMTP_URL", "http://mail.example.ac.uk"),
        ("MENTOR_SMTP_URL", "smtp://"),
        ("MENTOR_SMTP_URL", "smtp://[mail"),
        ("MENTOR_LRS_URL", "lrs.example.ac.uk"),
        ("MENTOR_LRS_URL", "ftp://lrs.example.ac.uk"),
    ],
)
def test_an_address_that_cannot_be_used_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        settings(**{name: value})


def test_packs_are_folders(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert settings(MENTOR_PACKS=f"{one}{os.pathsep}{two}").packs == (one, two)
    for wrong in (f"{one}{os.pathsep}{tmp_path / 'three'}", os.pathsep):
        with pytest.raises(ConfigurationError, match="MENTOR_PACKS"):
            settings(MENTOR_PACKS=wrong)


def test_names_leave_the_house_only_when_that_is_turned_on() -> None:
    assert settings(MENTOR_LRS_WITH_NAMES="1").lrs_with_names
    for off in ("0", "", "no"):
        assert not settings(MENTOR_LRS_WITH_NAMES=off).lrs_with_names


@pytest.mark.parametrize("folder", ["modules", "templates", "static"])
def test_the_products_own_files_are_found(folder: str) -> None:
    assert data_folder(folder).is_dir()


def test_files_lie_beside_the_database_unless_a_folder_is_named(tmp_path: Path) -> None:
    beside = Settings.from_environment({"MENTOR_DATABASE_URL": f"sqlite:///{tmp_path}/tool.db"})
    assert beside.files_folder == tmp_path / "mentor-modules-files"
    named = Settings.from_environment(
        {"MENTOR_DATABASE_URL": "postgresql:///mentors", "MENTOR_FILES": "/srv/files"}
    )
    assert named.files_folder == Path("/srv/files")


@pytest.mark.parametrize(
    "wrong",
    [{"MENTOR_FILES": "files"}, {"MENTOR_FILE_MB": "20MB"}, {"MENTOR_FILES_MB": "0"}],
)
def test_a_folder_or_limit_that_cannot_be_used_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        Settings.from_environment({"MENTOR_DATABASE_URL": "postgresql:///mentors", **wrong})
