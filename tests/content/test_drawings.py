"""A drawing stands in the page itself: shapes and words come through, nothing else does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content import load_packs
from lti_tool.content.drawings import LARGEST_DRAWING, Drawing, read_drawing
from lti_tool.content.files import TextFile
from lti_tool.content.findings import Findings
from lti_tool.domain.exhibits import Figure
from lti_tool.errors import Mistake

from .packs import edited, write
from .shown import DRAWING, MORE

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 120">\n{}\n</svg>\n'
GOOD_WORDS = '<text font-size="20">Words</text>'


def read(text: str, prefix: str = "fig") -> tuple[Drawing | None, tuple[Mistake, ...]]:
    findings = Findings()
    drawing = read_drawing(TextFile("a.svg", text), prefix, findings)
    assert (drawing is None) is bool(findings.mistakes)
    return drawing, findings.mistakes


def clean(body: str, prefix: str = "fig") -> str:
    drawing, mistakes = read(SVG.format(body), prefix)
    assert drawing is not None, mistakes
    return drawing.svg


def refused(text: str) -> tuple[Mistake, ...]:
    drawing, mistakes = read(text)
    assert drawing is None
    return mistakes


# --- what comes through -----------------------------------------------------------------------


def test_shapes_and_words_come_through() -> None:
    drawing, mistakes = read(DRAWING)

    assert mistakes == ()
    assert drawing is not None
    assert (drawing.width, drawing.height) == (480, 120)
    assert drawing.svg.startswith('<svg viewBox="0 0 480 120" aria-hidden="true">')
    assert '<rect id="fig_box" x="2" y="2" width="200" height="100" rx="8"' in drawing.svg
    assert "The office &amp; co</text>" in drawing.svg


def test_the_page_sets_the_size_and_the_figure_says_what_it_is() -> None:
    text = DRAWING.replace("<svg ", '<svg width="960" height="240" role="img" aria-label="Boxes" ')
    drawing, _ = read(text)

    assert drawing is not None
    assert drawing.svg.startswith('<svg viewBox="0 0 480 120" aria-hidden="true">')
    assert "Two boxes" not in drawing.svg, "its title would be said a second time"


def test_words_keep_the_spaces_between_them() -> None:
    svg = clean('<text font-size="20">You\n  <tspan>sign</tspan> <tspan>first</tspan></text>')

    assert " ".join(re.sub("<[^>]*>", "", svg).split()) == "You sign first"


def test_arrows_point_to_markers_of_their_own_drawing() -> None:
    drawing, _ = read(DRAWING, "order")

    assert drawing is not None
    assert '<marker id="order_arrow"' in drawing.svg
    assert 'marker-end="url(#order_arrow)"' in drawing.svg


def test_two_drawings_on_a_page_share_no_id() -> None:
    ids = [
        set(re.findall(r' id="([^"]+)"', clean(f'<rect id="{name}"/>', prefix)))
        for prefix, name in (("a", "b-c"), ("a-b", "c"), ("a", "b_c"), ("a", "c"))
    ]

    assert len(set().union(*ids)) == 4


def test_one_drawing_shown_twice_has_two_sets_of_ids(tmp_path: Path) -> None:
    again = MORE[MORE.index("```{figure}") : MORE.index("```{video}")].replace("} order", "} twice")
    files = edited("acme/basics/03-more.md", "```{video}", f"{again}```{{video}}")
    section = load_packs([write(tmp_path, files)]).module("acme/basics").section("more")

    drawings = [block.picture.drawing for block in section.blocks if isinstance(block, Figure)]

    first, second = (set(re.findall(r'id="([^"]+)"', drawing or "")) for drawing in drawings)
    assert first
    assert not first & second


# --- what does not ----------------------------------------------------------------------------

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script of SVG's own": '<script href="https://evil.example/x.js"/>',
    "a handler": '<rect onclick="alert(1)"/>',
    "a handler on the words": '<text font-size="20" onload="alert(1)">a</text>',
    "a link": '<a href="https://evil.example/"><rect/></a>',
    "a link of the older kind": '<rect xmlns:xlink="http://www.w3.org/1999/xlink"/>',
    "a link of that kind": '<rect xlink:href="#a"/>',
    "HTML inside": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
    "a style sheet": "<style>* { display: none }</style>",
    "a style": '<rect style="position: fixed"/>',
    "a class of the page": '<rect class="btn"/>',
    "a picture from elsewhere": '<image href="https://evil.example/a.png"/>',
    "a picture inside": '<image href="data:image/png;base64,AAAA"/>',
    "a copy": '<use href="#box"/>',
    "a movement": '<animate attributeName="x" to="1"/>',
    "a set value": '<set attributeName="onclick" to="alert(1)"/>',
    "a drawing in it": '<svg viewBox="0 0 1 1"/>',
    "a pattern from elsewhere": '<rect fill="url(https://evil.example/a.svg#b)"/>',
    "a pattern of its own": '<rect fill="url(#a)"/>',
    "an address in a colour": '<rect fill="data:text/html,a"/>',
    "a marker from elsewhere": '<line marker-end="url(https://evil.example/a.svg#b)"/>',
    "a marker with more": '<line marker-end="url(#a);x"/>',
    "a filter": '<rect filter="url(#a)"/>',
    "a quotation mark": '<rect fill="a&quot; onclick=&quot;alert(1)"/>',
    "an id with one": '<rect id="a&quot; onclick=&quot;alert(1)"/>',
    "a semicolon": '<rect fill="red; background: url(x)"/>',
    "an entity of nobody": "<text font-size='20'>&evil;</text>",
    "another namespace": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "shapes in a title": "<title><rect/></title>",
    "a variable": "<text font-size='20'>{{ office }}</text>",
    "a variable in pieces": "<text font-size='20'>&#123;&#x7b; office }}</text>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_not_a_shape_or_a_word_is_a_mistake_at_its_line(body: str) -> None:
    assert refused(SVG.format(f"\n{body}"))[0].line == 3


@pytest.mark.parametrize(
    "root",
    [
        '<svg onload="alert(1)" viewBox="0 0 9 9"/>',
        '<svg style="position: fixed" viewBox="0 0 9 9"/>',
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"/>',
        "<svg/>",
        '<svg viewBox="0 0 9"/>',
        '<svg viewBox="0 0 0 9"/>',
        '<svg viewBox="0 0 9 -9"/>',
        '<svg viewBox="0 0 4001 9"/>',
        f'<svg viewBox="0 0 {"9" * 400} 9"/>',
        '<svg viewBox="0 0 calc(9) 9"/>',
        "<html><body/></html>",
        "<script>alert(1)</script>",
        "not XML at all",
        "<svg viewBox='0 0 9 9'>",
        "",
    ],
)
def test_what_is_no_plain_drawing_is_a_mistake(root: str) -> None:
    refused(root)


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCUMENT_TYPES = {
    "one": "<!DOCTYPE svg>",
    "one from elsewhere": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://evil.example">',
    "entities that read files": '<!DOCTYPE svg [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "entities that stand for gigabytes": f'<!DOCTYPE svg [<!ENTITY l0 "lol">{BILLION}]>',
}


@pytest.mark.parametrize("kind", DOCUMENT_TYPES.values(), ids=DOCUMENT_TYPES.keys())
def test_nothing_is_read_after_a_document_type(kind: str) -> None:
    text = f"\n{kind}\n" + SVG.format("<text font-size='20'>&l9;</text><script/>")

    (mistake,) = refused(text)

    assert (mistake.line, "document type" in mistake.message) == (2, True)


def test_what_a_drawing_cannot_show_is_left_out() -> None:
    body = f"<!-- <script/> --><?xml-stylesheet href='x'?><title>T</title>{GOOD_WORDS}"

    assert "script" not in clean(body)
    assert "stylesheet" not in clean(body)


def test_marks_of_html_in_words_stay_words() -> None:
    svg = clean('<text font-size="20"><![CDATA[<script>alert(1)</script>]]>&lt;b&gt;</text>')

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;</text>" in svg


def test_a_drawing_that_is_too_large_is_a_mistake() -> None:
    fits = SVG.format(" " * (LARGEST_DRAWING - len(SVG.format(""))))

    assert read(fits)[1] == ()
    assert "larger than 40 kB" in refused(fits + " ")[0].message


def test_a_drawing_nested_too_deep_is_one_mistake() -> None:
    (mistake,) = refused(SVG.format("<g>" * 5_000 + "</g>" * 5_000))

    assert "groups in groups" in mistake.message


def test_an_id_used_twice_and_a_marker_that_is_not_there_are_mistakes() -> None:
    (twice,) = refused(SVG.format('<rect id="a"/>\n<rect id="a"/>'))
    (gone,) = refused(SVG.format('<rect id="arrow"/>\n<line marker-end="url(#arow)"/>'))

    assert (twice.line, "has the id `a`" in twice.message) == (3, True)
    assert (gone.line, "did you mean `arrow`?" in gone.message) == (3, True)


# --- words that can be read on a phone --------------------------------------------------------


def test_words_are_at_least_a_twenty_fourth_of_the_width() -> None:
    clean('<text font-size="20">Words</text>')

    (mistake,) = refused(SVG.format('\n<text font-size="19.9">Words</text>'))
    assert mistake.line == 3
    assert "`font-size` of 20 or more" in mistake.message


def test_words_have_the_size_of_what_they_stand_in() -> None:
    clean('<g font-size="20"><text>Words</text></g>')
    clean('<g font-size="1"><text font-size="20">Words</text></g>')
    clean('<text font-size="20px">Words</text>')

    refused(SVG.format('<g font-size="20"><text>a <tspan font-size="9">b</tspan></text></g>'))
    refused(SVG.format('<g><g font-size="20"/><text>Words</text></g>'))
    refused(SVG.format('<text font-size="2em">Words</text>'))
    refused(SVG.format("<text>Words</text>"))


def test_words_stand_in_text() -> None:
    (mistake,) = refused(SVG.format("\n<g>Words</g>"))

    assert (mistake.line, mistake.message) == (3, "words stand in <text>")


# --- whatever goes in -------------------------------------------------------------------------

ELEMENTS = {
    *("svg", "g", "defs", "marker", "path", "rect", "circle", "ellipse", "line", "polyline"),
    *("polygon", "text", "tspan"),
}
ATTRIBUTES = {
    *("viewbox", "aria-hidden", "id", "d", "points", "transform", "dx", "dy", "letter-spacing"),
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "opacity"),
    *("stroke-linejoin", "stroke-dasharray", "stroke-opacity", "stroke-miterlimit"),
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"),
    *("font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
    *("markerwidth", "markerheight", "refx", "refy", "orient", "markerunits"),
    *("marker-start", "marker-mid", "marker-end"),
}


class Watcher(HTMLParser):
    """Reads as a browser does, and fails on whatever a drawing may not bring into a page."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        for name, value in attrs:
            assert name in ATTRIBUTES
            outward = re.sub(r"^url\(#fig_[A-Za-z][\w-]*\)$", "", value or "")
            assert not re.search(r"[:;{}\\<>\"'&]|url", outward, re.IGNORECASE)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


PIECES = [
    "<g>", "</g>", "<text font-size='20'>", "</text>", "<tspan>", "</tspan>", "<rect ", "<path ",
    "<line ", "<use ", "<script>", "</script>", "<style>", "<a ", "<image ", "<foreignObject>",
    "<animate ", "<title>", "</title>", "<marker id='m'>", "</marker>", "/>", ">", "<!--", "-->",
    "<![CDATA[", "]]>", "<?xml ", "?>", "&lt;", "&#60;", "&amp;", "&quot;", "&x;", "id='m' ",
    "href='javascript:alert(1)' ", "xlink:href='#m' ", "onclick='alert(1)' ", "style='x' ",
    "fill='url(#m)' ", "fill='red' ", "marker-end='url(#m)' ", "marker-end='url(http://x#m)' ",
    "d='M0,0' ", "x='1' ", "xmlns='http://www.w3.org/1999/xhtml' ", "words", "{{ office }}", "\n",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join))
def test_whatever_goes_in_only_shapes_and_words_come_out(body: str) -> None:
    drawing, mistakes = read(SVG.format(body))

    if drawing is not None:
        Watcher().feed(drawing.svg)
        assert "{{" not in drawing.svg
    lines = SVG.format(body).count("\n") + 1
    assert all(1 <= mistake.line <= lines for mistake in mistakes)


@st.composite
def drawings(draw: st.DrawFn, deep: int = 0) -> str:
    """Well-formed elements, of every kind, with attributes of every kind."""
    name = draw(st.sampled_from(["g", "text", "tspan", "rect", "marker", "a", "script", "use"]))
    names = ["id", "fill", "d", "x", "href", "onclick", "style", "class", "marker-end", "font-size"]
    values = st.one_of(
        st.sampled_from(["red", "1", "url(#a)", "a", "30"]), st.text("a:;#(<&'", max_size=5)
    )
    given_ = draw(st.dictionaries(st.sampled_from(names), values, max_size=2))
    escaped = {"<": "&lt;", "&": "&amp;", '"': "&quot;"}
    attributes = "".join(
        f' {key}="{"".join(escaped.get(sign, sign) for sign in value)}"'
        for key, value in given_.items()
    )
    inner = draw(st.lists(drawings(deep=deep + 1), max_size=2)) if deep < 3 else []
    return f"<{name}{attributes}>{''.join(inner)}</{name}>"


@given(drawings())
def test_no_well_formed_drawing_brings_more_than_shapes_and_words(body: str) -> None:
    drawing, _ = read(SVG.format(body))

    if drawing is not None:
        Watcher().feed(drawing.svg)
