"""Photographs, films and sound in a module's pages, and the files themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lti_tool.web.mentor.media import LONGEST_PIECE

from .. import bilingual
from ..bilingual import MODULE_ID
from .story import Person, Story

SECTION = f"/modules/{MODULE_ID}/sections/start"
ELSEWHERE = "https://media.example.ac.uk:8443/films/welcome.webm?a=1&b=2"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    packs = bilingual.write(tmp_path_factory.mktemp("packs"))
    return Story(tmp_path_factory.mktemp("house"), packs=(packs,))


@pytest.fixture(scope="module")
def mentor(story: Story) -> Person:
    return story.enter("amara", "mentor")


def media(name: str, query: str = "") -> str:
    return f"/modules/{MODULE_ID}/media/{name}{query}"


def fetch(mentor: Person, path: str, **options: Any) -> TestResponse:
    """A file, read to its end and closed."""
    return mentor.get(path, buffered=True, **options)


def tag(page: str, name: str) -> str:
    found = re.search(rf"<{name}\b[^>]*>", page)
    assert found, f"no <{name}> in the page"
    return found[0]


def address(element: str) -> str:
    found = re.search(r'src="([^"]+)"', element)
    assert found
    return found[1]


# --- The page --------------------------------------------------------------------------------


def test_a_film_has_captions_its_shape_and_its_words(mentor: Person) -> None:
    page = mentor.get(SECTION).text
    film, captions = tag(page, "video"), tag(page, "track")

    assert " controls" in film
    assert 'preload="metadata"' in film
    assert 'width="640" height="360"' in film
    assert 'kind="captions"' in captions
    assert 'srclang="en-GB" label="English" default' in captions
    assert mentor.browser.get(address(captions), buffered=True).text.startswith("WEBVTT")
    assert "in words</summary>" in page
    assert "Welcome to the school." in page
    assert "Film, about 1 minute<" in page
    assert "recordings.js" in page


def test_a_sound_has_its_words(mentor: Person) -> None:
    page = mentor.get(SECTION).text
    assert " controls" in tag(page, "audio")
    assert 'type="audio/mpeg"' in page
    assert "How was Monday?" in page
    assert "To listen to, about 2 minutes<" in page


def test_a_photograph_keeps_its_place_free(mentor: Person) -> None:
    page = mentor.get(SECTION).text
    picture = next(one for one in re.findall(r"<img\b[^>]*>", page) if "gate" in one)
    assert 'alt="A green gate."' in picture
    assert 'width="64" height="48"' in picture
    assert mentor.browser.get(address(picture), buffered=True).data == bilingual.photograph()


def test_a_page_without_recordings_asks_for_no_script_of_theirs(mentor: Person) -> None:
    page = mentor.get(f"/modules/{MODULE_ID}/sections/think").text
    assert "recordings.js" not in page


def test_only_the_page_of_a_film_that_is_elsewhere_may_play_it(tmp_path: Path) -> None:
    text = bilingual.START.replace("file: welcome.webm", f"address: {ELSEWHERE}")
    files = {f"{MODULE_ID}/{folder}01-start.md": text for folder in ("", "cy/")}
    packs = bilingual.write(tmp_path / "packs", files)
    (packs / MODULE_ID / "media" / "welcome.webm").unlink()
    mentor = Story(tmp_path, packs=(packs,)).enter("amara", "mentor")
    with_film = mentor.get(SECTION)
    without = mentor.get(f"/modules/{MODULE_ID}/sections/think")

    assert policy(with_film.headers["Content-Security-Policy"], "media-src") == [
        "'self'",
        "https://media.example.ac.uk:8443",
    ]
    assert policy(without.headers["Content-Security-Policy"], "media-src") == ["'self'"]
    assert ELSEWHERE.replace("&", "&amp;") in with_film.text
    assert 'preload="none"' in tag(with_film.text, "video")
    assert "media.example.ac.uk, which is asked for it when you press play" in with_film.text


def policy(header: str, directive: str) -> list[str]:
    parts = [part.split() for part in header.split(";")]
    return next(part[1:] for part in parts if part[0] == directive)


# --- The files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("gate.jpg", "image/jpeg"),
        ("welcome.webm", "video/webm"),
        ("voices.mp3", "audio/mpeg"),
        ("welcome.vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_a_file_comes_as_what_it_is_and_as_nothing_else(
    mentor: Person, name: str, media_type: str
) -> None:
    answer = fetch(mentor, media(name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == f"inline; filename={name}"


def test_only_an_address_with_the_files_own_version_may_be_kept(mentor: Person) -> None:
    picture = next(p for p in re.findall(r'src="([^"]+)"', mentor.get(SECTION).text) if "gate" in p)
    kept = mentor.browser.get(picture, buffered=True).headers["Cache-Control"]
    assert kept == "private, max-age=86400, immutable"
    for query in ("", "?v=0", "?v="):
        assert (
            fetch(mentor, media("gate.jpg", query)).headers["Cache-Control"] == "private, no-cache"
        )


def test_what_a_browser_has_is_not_sent_again(mentor: Person) -> None:
    etag = fetch(mentor, media("gate.jpg")).headers["ETag"]
    answer = fetch(mentor, media("gate.jpg"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-1", 0, 1), ("100-199", 100, 199), ("33000-", 33000, 33359), ("-10", 33350, 33359)],
)
def test_a_range_is_answered_with_that_range(
    mentor: Person, asked: str, first: int, last: int
) -> None:
    answer = fetch(mentor, media("voices.mp3"), headers={"Range": f"bytes={asked}"})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/33360"
    assert answer.data == bilingual.sound()[first : last + 1]


def test_a_range_beyond_the_end_is_refused(mentor: Person) -> None:
    answer = fetch(mentor, media("voices.mp3"), headers={"Range": "bytes=33360-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */33360"


def test_of_another_edition_the_whole_is_sent(mentor: Person) -> None:
    headers = {"Range": "bytes=0-1", "If-Range": '"another"'}
    assert fetch(mentor, media("voices.mp3"), headers=headers).status_code == 200


def test_a_long_recording_is_sent_in_pieces(tmp_path: Path) -> None:
    long = bilingual.sound() * 40
    packs = bilingual.write(tmp_path / "packs", {f"{MODULE_ID}/media/voices.mp3": long})
    mentor = Story(tmp_path, packs=(packs,)).enter("amara", "mentor")
    answer = fetch(mentor, media("voices.mp3"), headers={"Range": "bytes=10-"})

    assert len(long) > LONGEST_PIECE
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes 10-{LONGEST_PIECE + 9}/{len(long)}"
    assert answer.data == long[10 : LONGEST_PIECE + 10]


@pytest.mark.parametrize(
    "name", ["quiz.yaml", "module.yaml", "..%2Fmodule.yaml", "other.mp3", "gate.svg", "%00", "."]
)
def test_nothing_else_of_a_pack_is_given_out(mentor: Person, name: str) -> None:
    assert fetch(mentor, media(name)).status_code == 404


def test_without_a_visit_there_is_nothing(story: Story, mentor: Person) -> None:
    stranger = story.app.test_client()
    assert stranger.get(mentor.root + media("gate.jpg")).status_code == 401


def test_a_file_that_is_gone_is_a_page_that_says_so(tmp_path: Path) -> None:
    packs = bilingual.write(tmp_path / "packs")
    mentor = Story(tmp_path, packs=(packs,)).enter("amara", "mentor")
    (packs / MODULE_ID / "media" / "gate.jpg").unlink()
    assert fetch(mentor, media("gate.jpg")).status_code == 404
