"""A mentor puts evidence into the portfolio, in the LMS's frame: by hand, and found accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..evidence_pack import pdf
from .browsing import Visitor, profile
from .camera import Camera
from .servers import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def mentor(chromium: Browser, demo: World) -> Iterator[Visitor]:
    with profile(chromium) as context, profile(chromium) as beside:
        camera = Camera()
        yield Visitor.enter(context, demo, "mentor-tom", "module-1", camera, beside)
        assert camera.violations == {}
        assert camera.too_wide == {}


def fills(mentor: Visitor, title: str) -> None:
    mentor.frame.get_by_label("Title").fill(title)
    mentor.frame.get_by_label("The day it is about").fill("2026-11-02")
    mentor.frame.get_by_label("What does it show?").fill("That I make time for my trainee.")
    box = mentor.frame.get_by_label("ST1.1")
    if not box.is_visible():  # its standard is folded up until something in it is ticked
        mentor.frame.locator("summary", has_text="ST1 Personal qualities").click()
    box.check()


def on(mentor: Visitor, title: str, words: str) -> None:
    """Press what stands with the piece of that title."""
    place = mentor.frame.locator(".evidence-item, .evidence-rows > li", has_text=title)
    button, link = (place.get_by_role(role, name=words) for role in ("button", "link"))
    with mentor.page.expect_event("framenavigated", lambda frame: frame == mentor.frame):
        button.or_(link).first.click()
    mentor.frame.wait_for_load_state()


def adds_a_file(mentor: Visitor, folder: Path) -> None:
    """With what is refused on the way: nothing, and a kind of file that is not taken."""
    mentor.press("A file")
    mentor.look("portfolio new file")
    mentor.press("Add to my evidence")
    mentor.sees("Something is not right yet")
    mentor.check("portfolio faults")
    (folder / "weekly plan.pdf").write_bytes(pdf("plan"))
    (folder / "page.html").write_text("<p>No</p>")
    fills(mentor, "Weekly plan")
    mentor.frame.get_by_label("File", exact=True).set_input_files(folder / "page.html")
    mentor.press("Add to my evidence")
    mentor.sees("cannot be taken")
    mentor.frame.get_by_label("File", exact=True).set_input_files(folder / "weekly plan.pdf")
    mentor.press("Add to my evidence")
    mentor.sees("Your evidence is kept")


def test_evidence_is_added_ordered_taken_out_and_put_back(mentor: Visitor, tmp_path: Path) -> None:
    mentor.go("/portfolio")
    mentor.heading("My evidence")
    mentor.look("portfolio empty")

    adds_a_file(mentor, tmp_path)

    with mentor.page.expect_download() as download:
        mentor.frame.get_by_role("link", name="weekly plan.pdf").click()
    assert download.value.suggested_filename == "weekly plan.pdf"
    assert Path(download.value.path()).read_bytes() == pdf("plan")

    mentor.go("/portfolio/new/place")
    fills(mentor, "Observation notes")
    mentor.frame.get_by_label("Where is it?").fill("In the green folder")
    mentor.press("Add to my evidence")
    mentor.press("Move up")
    titles = mentor.frame.locator(".evidence-item h3")
    expect(titles).to_have_text(["Observation notes", "Weekly plan"])
    mentor.look("portfolio filled")

    on(mentor, "Weekly plan", "Change")
    mentor.look("portfolio change")
    mentor.go("/portfolio")
    on(mentor, "Weekly plan", "Take out")
    mentor.look("portfolio take out")
    mentor.press("Take it out")
    expect(titles).to_have_text(["Observation notes"])
    on(mentor, "Weekly plan", "Put it back")
    expect(titles).to_have_text(["Observation notes", "Weekly plan"])

    mentor.go("/portfolio/reflections")
    mentor.look("portfolio reflections")


def test_the_whole_portfolio_is_put_together_and_downloaded(mentor: Visitor) -> None:
    mentor.go("/portfolio")
    mentor.press("Make a ZIP file with all files")
    mentor.sees("Your portfolio is being put together")
    link = mentor.frame.get_by_role("link", name="Download the ZIP file")
    for _ in range(30):
        if link.count():
            break
        mentor.page.wait_for_timeout(500)
        mentor.go("/portfolio")
    with mentor.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".zip")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
