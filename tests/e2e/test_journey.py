"""The first thing that must be true: from a launch in an LMS to a certificate anyone can check."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .camera import SCREENS
from .events import kind_of, kinds_of_the_way
from .servers import World, eventually
from .walk import AMARA, REASON, RUTH, Walk

OTHER_MENTORS = {"mentor-tom", "mentor-leila", "mentor-nadia"}
"""They only study, in other tests on the same demo."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def walk(demo: World, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Mentor, PCM, tutor, office and stranger go the whole way, once."""
    walked = Walk(demo, chromium, tmp_path_factory.mktemp("downloads")).go()
    # How long it took is kept beside the pictures, to be read; a busy machine proves nothing.
    took = {name: round(seconds, 1) for name, seconds in walked.seconds.items()}
    (SCREENS / "seconds.json").write_text(
        json.dumps({**took, "all": round(sum(took.values()), 1)}, indent=1)
    )
    return walked


def test_a_stranger_learns_that_it_is_valid_then_revoked_and_that_others_are_unknown(
    walk: Walk,
) -> None:
    assert walk.verdicts == [
        "This certificate is valid",
        "This certificate has been revoked",
        "We know no certificate of this number",
    ]


def test_the_certificate_names_the_mentor_as_they_confirmed_it(walk: Walk) -> None:
    assert walk.certificate is not None
    words = text_of(walk.certificate)
    assert "Amara Okafor" in words
    assert walk.number in words
    assert "Demo University" in words


def test_the_mail_brings_both_papers_with_the_pcm_in_copy(walk: Walk, demo: World) -> None:
    (mail,) = demo.mails(AMARA, "Your certificate: Entry level")
    assert (mail["to"], mail["cc"]) == ([AMARA], [RUTH])
    assert sorted(mail["envelope_to"]) == sorted([AMARA, RUTH])
    assert [(one["name"], one["type"]) for one in mail["attachments"]] == [
        (f"Certificate {walk.number}.pdf", "application/pdf"),
        (f"Record sheet {walk.number}.pdf", "application/pdf"),
    ]
    assert f"{demo.tool}/verify/{walk.number}" in mail["links"]


def test_the_pcm_was_asked_to_confirm_and_to_sign_once_each(walk: Walk, demo: World) -> None:
    subjects = [one["subject"] for one in demo.mails(RUTH, "Amara Okafor")]
    assert subjects == [
        "Amara Okafor asks you to confirm their mentoring for the Entry level",
        "Your signature for Amara Okafor's Entry level",
    ]


def test_the_mentor_is_told_of_the_revocation_and_why(walk: Walk, demo: World) -> None:
    mail = demo.mail(AMARA, "has been revoked")
    assert REASON in mail["text"]


def test_the_gradebook_shows_all_three_columns_full(walk: Walk, demo: World) -> None:
    eventually(lambda: not demo.waiting(), "everything to have left the house")
    grades = demo.grades("mentor-amara")
    assert (len(grades), set(grades.values())) == (3, {100.0}), grades


def test_the_lms_refused_nothing_that_the_tool_sent(walk: Walk, demo: World) -> None:
    assert demo.lms_json("refusals") == []


def test_every_event_is_told_once(walk: Walk, demo: World) -> None:
    told = demo.statements()
    assert len({one["id"] for one in told}) == len(told)
    of_the_walk = [one for one in told if one["actor"]["account"]["name"] not in OTHER_MENTORS]
    assert Counter(kind_of(one, demo.tool) for one in of_the_walk) == kinds_of_the_way(
        revoked=1, required_only=False
    )


def test_axe_finds_no_violation_on_any_page_that_was_passed(walk: Walk) -> None:
    assert len(walk.camera.seen) > 50
    assert walk.camera.violations == {}


def test_no_page_needs_scrolling_sideways_at_320_px(walk: Walk) -> None:
    assert walk.camera.too_wide == {}


def text_of(pdf: Path) -> str:
    """The words of a PDF, as poppler reads them."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout
