"""The badge's picture: well formed, the credential in it, and words for those who cannot see."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from lti_tool.outbound.badge_svg import render_badge

from ..domain.test_badges import BADGE

SVG, BAKED = "{http://www.w3.org/2000/svg}", "{https://purl.imsglobal.org/ob/v3p0}credential"
SIGNED = "eyJh.eyJi.c2ln"


def test_the_credential_is_baked_in_right_after_the_beginning() -> None:
    """Open Badges 3.0, section 5.3.2.1."""
    picture = ElementTree.fromstring(render_badge(BADGE, SIGNED))
    assert picture.tag == f"{SVG}svg"
    assert picture[0].tag == BAKED
    assert picture[0].get("verify") == SIGNED
    assert len(picture.findall(f".//{BAKED}")) == 1


def test_it_is_told_in_words() -> None:
    picture = ElementTree.fromstring(render_badge(BADGE, SIGNED))
    assert picture.get("role") == "img"
    words = {part.get("id"): part.text for part in picture if part.get("id")}
    named = [words[part] for part in (picture.get("aria-labelledby") or "").split()]
    assert named == ["Badge: Kind Mentor", "Given by Example University. Is kind."]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "A & B", '"quoted"', "]]>"])
def test_words_are_never_markup(name: str) -> None:
    picture = ElementTree.fromstring(render_badge(replace(BADGE, name=name), SIGNED))
    assert picture.findall(f".//{SVG}script") == []
    assert picture.findtext(f"{SVG}title") == f"Badge: {name}"


@pytest.mark.parametrize("name", ["QMS", "Kind Mentor " * 5, "M" * 60])
def test_a_long_name_is_set_in_short_lines_inside_the_ring(name: str) -> None:
    picture = ElementTree.fromstring(render_badge(replace(BADGE, name=name.strip()), SIGNED))
    lines = picture.findall(f".//{SVG}text")
    assert "".join(line.text or "" for line in lines).replace(" ", "") == name.replace(" ", "")
    assert all(len(line.text or "") <= 18 for line in lines)
    assert all(110 < float(line.get("y") or 0) < 310 for line in lines)
