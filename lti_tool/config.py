"""Typed settings from ``MENTOR_*`` environment variables, checked at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from lti_tool.errors import ConfigurationError

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 8
"""Different ones in a secret: a key held down is no secret."""
MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
MOST_FILES = 200 * MEGABYTE
DEFAULT_BASE_URL = "http://localhost:8000"
DEVELOPMENT_SECRET = "only-for-this-machine-never-in-production"  # noqa: S105 - refused off loopback


def data_folder(name: str) -> Path:
    """Where ``templates``, ``static`` or ``modules`` are: in the checkout, else in the wheel."""
    package = Path(__file__).resolve().parent
    checkout = package.parent / name
    return checkout if checkout.is_dir() else package / "_data" / name


def is_loopback(url: str) -> bool:
    """Whether the address names this machine, where plain http is accepted."""
    return _split(url).hostname in LOOPBACK_HOSTS


def _split(url: str) -> SplitResult:
    """The parts of an address; none at all of one that cannot be read."""
    try:
        return urlsplit(url)
    except ValueError:  # "https://[half" and the like
        return urlsplit("")


@dataclass(frozen=True)
class Settings:
    """What an installation decides, made by :meth:`from_environment`."""

    database_url: str
    base_url: str
    secret_key: str
    packs: tuple[Path, ...]
    smtp_url: str | None = None
    mail_from: str = "mentor-modules@localhost"
    lrs_url: str | None = None
    lrs_username: str | None = None
    lrs_password: str | None = None
    lrs_with_names: bool = False
    files: Path | None = None
    largest_file: int = LARGEST_FILE
    """Bytes of one file that a mentor hands in."""
    most_files: int = MOST_FILES
    """Bytes of all files of one mentor."""

    @property
    def files_folder(self) -> Path:
        """Where files that mentors hand in are kept: as set, else beside the database."""
        return self.files or _beside(self.database_url) / "mentor-modules-files"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read and check every setting.

        Raises:
            ConfigurationError: a setting is missing, weak or malformed; the sentence says which.
        """
        base_url = environ.get("MENTOR_BASE_URL", DEFAULT_BASE_URL).rstrip("/")
        _check_base_url(base_url)
        return cls(
            database_url=environ.get("MENTOR_DATABASE_URL") or _default_database(),
            base_url=base_url,
            secret_key=_secret(environ.get("MENTOR_SECRET_KEY"), base_url),
            packs=_packs(environ.get("MENTOR_PACKS")),
            smtp_url=_checked_url(environ, "MENTOR_SMTP_URL", {"smtp", "smtps"}),
            mail_from=environ.get("MENTOR_MAIL_FROM", cls.mail_from),
            lrs_url=_checked_url(environ, "MENTOR_LRS_URL", {"http", "https"}),
            lrs_username=environ.get("MENTOR_LRS_USERNAME"),
            lrs_password=environ.get("MENTOR_LRS_PASSWORD"),
            lrs_with_names=environ.get("MENTOR_LRS_WITH_NAMES", "") == "1",
            files=_folder(environ.get("MENTOR_FILES")),
            largest_file=_megabytes(environ, "MENTOR_FILE_MB", LARGEST_FILE),
            most_files=_megabytes(environ, "MENTOR_FILES_MB", MOST_FILES),
        )


def _default_database() -> str:
    folder = Path.cwd() / "instance"
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'mentor-modules.db'}"


def _beside(database_url: str) -> Path:
    """The folder that a SQLite file is in; the working folder's ``instance`` for others."""
    scheme, _, path = database_url.partition(":///")
    inside = scheme == "sqlite" and path and not path.startswith(":")
    return Path(path).absolute().parent if inside else Path.cwd() / "instance"


def _folder(path: str | None) -> Path | None:
    if not path:
        return None
    if not Path(path).is_absolute():
        raise ConfigurationError(
            f"MENTOR_FILES is {path!r}; it must be a whole path, such as /srv/mentors/files"
        )
    return Path(path)


def _megabytes(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 100_000):
        raise ConfigurationError(f"{name} is {text!r}; it must be a whole number of megabytes.")
    return int(text) * MEGABYTE


def _check_base_url(base_url: str) -> None:
    parts = _split(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(
            f"MENTOR_BASE_URL is {base_url!r}; it must be the public address of this tool, "
            "such as https://mentors.example.ac.uk"
        )
    if parts.scheme == "http" and not is_loopback(base_url):
        raise ConfigurationError(
            "MENTOR_BASE_URL must begin with https: an LMS embeds only pages served over TLS. "
            "Plain http is accepted on localhost only."
        )


def _secret(secret: str | None, base_url: str) -> str:
    strong = secret and len(secret) >= SHORTEST_SECRET and len(set(secret)) >= FEWEST_CHARACTERS
    if secret and strong and secret != DEVELOPMENT_SECRET:
        return secret
    if not secret and is_loopback(base_url):
        return DEVELOPMENT_SECRET
    raise ConfigurationError(
        f"MENTOR_SECRET_KEY must be set to at least {SHORTEST_SECRET} random characters; make one "
        "with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    )


def _packs(folders: str | None) -> tuple[Path, ...]:
    if not folders:
        return (data_folder("modules"),)
    paths = tuple(Path(folder) for folder in folders.split(os.pathsep) if folder)
    if not paths:
        raise ConfigurationError("MENTOR_PACKS names no folder.")
    for path in paths:
        if not path.is_dir():
            raise ConfigurationError(f"MENTOR_PACKS names {path}, which is not a folder.")
    return paths


def _checked_url(environ: Mapping[str, str], name: str, schemes: set[str]) -> str | None:
    url = environ.get(name)
    if url and (_split(url).scheme not in schemes or not _split(url).hostname):
        raise ConfigurationError(
            f"{name} is not an address that can be used; it must begin with "
            + " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        )
    return url.rstrip("/") if url else None
