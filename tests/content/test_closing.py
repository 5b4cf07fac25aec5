"""What closes a record, its hints and codes, and an award's own names of seats."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content.library import load_packs
from lti_tool.domain.requirements import Confirmation
from lti_tool.domain.schemes import Mapping
from lti_tool.domain.seats import Seat
from lti_tool.errors import ContentError

from .packs import edited, line_of, write

CLOSED = """\
    closing:
      - id: CLOSING.1
        title: Comments
        words: Somebody comments.
        source: page 3
        suggested: A page of comments.
        mappings:
          - under: Knowledge
            codes: [K.1, K.2]
        requires:
          - confirmation: comments
            seats: [pcm]
            words: The school comments
            ask: My comments stand below.
            comment: true
    seats:
      pcm: Head of school
    signatures:
"""
FILE = "acme/scheme.yaml"
GOOD = edited(FILE, "    signatures:\n", CLOSED)


def test_what_closes_the_record_is_asked_for_and_not_counted(tmp_path: Path) -> None:
    award = load_packs([write(tmp_path, GOOD)]).award("acme/first")
    assert [row.id for row in award.criteria] == ["FIRST.1", "FIRST.2"]
    assert [row.id for row in award.rows] == ["FIRST.1", "FIRST.2", "CLOSING.1"]
    (closing,) = award.closing
    assert closing.mappings == (Mapping("Knowledge", ("K.1", "K.2")),)
    assert closing.mappings[0].words == "Knowledge: K.1, K.2"
    assert closing.suggested == "A page of comments."
    asked = award.confirmation("CLOSING.1/comments")
    assert isinstance(asked, Confirmation)
    assert asked.comment
    assert award.seat_names == {Seat.PCM: "Head of school"}
    assert award.asks_of(Seat.PCM)
    assert not award.asks_of(Seat.PANEL)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("id: CLOSING.1", "id: FIRST.2", "id: FIRST.2\n        title: Comments", "rename one"),
        ("      pcm: Head of school", "      panel: Panel", "panel: Panel", "nobody in this"),
        ("codes: [K.1, K.2]", "codes: []", "codes: []", "codes"),
        ("seats: [pcm]\n            words: The school", "seats: [mentor]\n            words: The "
         "school", "seats: [mentor]", "nobody confirms for themself"),
    ],
)  # fmt: skip
def test_its_mistakes_are_named_where_they_stand(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    files = edited(FILE, old, new, GOOD)
    with pytest.raises(ContentError) as wrong:
        load_packs([write(tmp_path, files)])
    assert f"scheme.yaml:{line_of(FILE, at, files)}: " in str(wrong.value)
    assert says in str(wrong.value)


def test_a_pack_may_hold_audits_alone(tmp_path: Path) -> None:
    audits = """\
id: skills
audits:
  - id: three
    title: Three skills
    intro: Rate them.
    ratings:
      - {word: No, means: Not yet.}
      - {word: Often, means: Mostly.}
    items:
      - id: one
        words: I listen.
"""
    asked = edited(FILE, "          - audit: look\n", "          - audit: skills/three\n")
    whole = asked[FILE]
    begin, end = whole.index("    audits:\n"), whole.index("    sheet:\n")
    files = {**asked, FILE: whole[:begin] + whole[end:], "skills/audits.yaml": audits}
    award = load_packs([write(tmp_path, files)]).award("acme/first")
    (audit,) = award.audits
    assert audit.shared
    assert audit.groups == ()
    assert [item.id for item in audit.items] == ["one"]
