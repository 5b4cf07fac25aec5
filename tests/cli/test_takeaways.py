"""``content takeaways``: sheets to print without an LMS."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..content.packs import edited, write
from ..outbound.pdf_reading import text_of
from .commands import Command


@pytest.mark.parametrize("asked", [".", "acme", "acme/basics"])
def test_a_folder_a_pack_or_a_module_is_printed(
    fresh: Command, small_pack: Path, tmp_path: Path, asked: str
) -> None:
    out = tmp_path / "print"
    said = fresh(
        "content", "takeaways", str(small_pack / asked), "--out", str(out),
        "--provider", "Example University", "--variable", "office=the Hub",
    ).said  # fmt: skip

    (file,) = out.rglob("*.pdf")
    assert said.splitlines() == [str(file)] == [str(out / "acme/basics/agenda.pdf")]
    text = text_of(file.read_bytes())
    assert text.startswith("Example University Agenda")
    assert "For the Hub." in text


def test_a_pack_with_mistakes_is_not_printed(fresh: Command, tmp_path: Path) -> None:
    files = edited("acme/basics/takeaways/agenda.md", "id: agenda", "id: agneda")
    answer = fresh(
        "content", "takeaways", str(write(tmp_path / "packs", files)), "--out", str(tmp_path)
    )

    assert answer.status == 1
    assert "acme/basics/takeaways/agenda.md:2: " in answer.err
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_path_that_leads_nowhere_is_said_so(fresh: Command, tmp_path: Path) -> None:
    answer = fresh("content", "takeaways", str(tmp_path / "none"), "--out", str(tmp_path))

    assert "no folder here" in answer.refusal


def test_a_variable_without_words_is_said_so(
    fresh: Command, small_pack: Path, tmp_path: Path
) -> None:
    answer = fresh(
        "content", "takeaways", str(small_pack), "--out", str(tmp_path), "--variable", "office"
    )

    assert answer.status == 2
    assert "write NAME=WORDS" in answer.err
