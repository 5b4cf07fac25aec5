"""Markdown becomes safe HTML that fits the tool's pages."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.content.markdown import Writing
from lti_tool.domain.texts import Html

WRITING = Writing(references={"book": 1, "paper": 2}, variables=frozenset({"office"}))


def html(text: str) -> Html:
    return WRITING.block(text)[0]


def complaints(text: str) -> list[str]:
    return [complaint.message for complaint in WRITING.block(text)[1]]


def test_citations_are_numbered_and_lead_to_the_references() -> None:
    assert html("So it is [@paper].") == (
        '<p>So it is <a class="citation" href="#ref-paper">'
        '<span class="visually-hidden">Source </span>[2]</a>.</p>'
    )


def test_citations_are_not_counted_as_words() -> None:
    assert html("So it is [@paper].").plain == "So it is."


def test_links_out_open_beside_the_course_and_learn_nothing_of_it() -> None:
    assert html("[a](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener">a</a></p>'
    )
    assert html("<mailto:a@example.org>") == (
        '<p><a href="mailto:a@example.org">mailto:a@example.org</a></p>'
    )


def test_a_table_scrolls_in_a_named_region_and_is_aligned_by_class() -> None:
    table = html("| Who | *Count* |\n| :-- | --: |\n| a | 1 |")

    assert table.startswith(
        '<div class="table-responsive" tabindex="0" role="region" aria-label="Table: Who, Count">'
        '<table class="table">'
    )
    assert '<th class="text-end" scope="col"><em>Count</em></th>' in table
    assert table.endswith("</table>\n</div>")
    assert "style" not in table


def test_an_empty_corner_of_a_table_is_no_header() -> None:
    table = html("|  | Mentor |\n| --- | --- |\n| Signs | first |")

    assert '<td></td>\n<th scope="col">Mentor</th>' in table


def test_headings_keep_their_level_below_the_title_of_the_page() -> None:
    tokens = WRITING.tokens("## Two\n\n### Three")

    assert WRITING.html(tokens) == "<h2>Two</h2>\n<h3>Three</h3>"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "x"]
)
def test_only_addresses_of_the_web_and_of_mail_become_links(link: str) -> None:
    assert complaints(f"[a]({link})") or "<a" not in html(f"[a]({link})")


def test_html_is_complained_about_and_never_passed_on() -> None:
    for text in ("<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<!-- x -->"):
        assert complaints(text)
        assert "<script" not in html(text)
        assert "<img" not in html(text)


def test_a_variable_cannot_stand_in_an_address() -> None:
    assert complaints("[a](https://example.org/{{office}})")
    assert complaints("[a]({{ office }})")


def test_what_stands_on_a_button_is_one_paragraph_without_its_tag() -> None:
    assert WRITING.line("A *small* step\nforward") == ("A <em>small</em> step\nforward", [])
    assert WRITING.line("One\n\nTwo")[1]
    assert WRITING.line("Choose:\n- one\n- two")[1]


def test_plain_words_have_a_line_for_each_paragraph_item_and_cell() -> None:
    assert html("One\ntwo &amp; *three*\n\n- four\n- five\n\n| a |\n|---|\n| b |").plain == (
        "One two & three\nfour\nfive\na\nb"
    )


TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br", "a", "strong", "em", "code"),
    *("span", "div", "table", "thead", "tbody", "tr", "th", "td"),
}


class Watcher(HTMLParser):
    """Fails on any tag, attribute or address that a page of the tool should not have."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"style", "id", "title", "src"}
            if name == "href":
                assert re.match(r"(https?:|mailto:|#)", value or "", re.IGNORECASE)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                [
                    "[@book]",
                    "[a](",
                    ")",
                    "<b ",
                    "onclick=",
                    ">",
                    "{{ office }}",
                    "|",
                    "\n|---|\n",
                    "\n\n",
                    "- ",
                    "> ",
                    "`",
                    "![",
                    "javascript:",
                    "https://a",
                    "&lt;",
                    "<",
                    '"',
                    "#",
                ]
            ),
        ),
        max_size=12,
    ).map("".join)
)
def test_whatever_is_written_nothing_dangerous_comes_out(text: str) -> None:
    rendered, found = WRITING.block(text)

    if not found:
        Watcher().feed(rendered)
    assert "<script" not in rendered.lower()
