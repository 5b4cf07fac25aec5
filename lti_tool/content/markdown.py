"""Markdown becomes safe HTML that fits the tool's pages and its content security policy.

CommonMark and tables; what the format leaves out (raw HTML, pictures, code, the largest and the
small headings) is noted as a mistake, never passed on. Whatever comes out has been through nh3 and
carries no inline style. ``{{ variables }}`` stay as they are: the domain fills them in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from lti_tool.content.findings import did_you_mean
from lti_tool.domain.texts import Html, variables_in, without_variables

_CITATION = re.compile(r"\[@([^\]\n]{1,80})\]")
_TERM = re.compile(r"\[\[([^\]|\n]{1,80})(?:\|([^\]\n]{1,120}))?\]\]")
_INSIDE = re.compile(r"(section|takeaway):([^/]*)")
_ADDRESS = re.compile(r"^(https?://[^/]|mailto:[^/])", re.IGNORECASE)
_VARIABLE_IN_ADDRESS = re.compile(r"\]\([^)\n]*\{\{")
_LIST_OR_SECOND_PARAGRAPH = re.compile(r"\n[ \t]*(\n|[-*+] |\d+[.)] )")

_CLEANER = nh3.Cleaner(
    tags={
        *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br"),
        *("a", "strong", "em", "code", "span", "div"),
        *("table", "thead", "tbody", "tr", "th", "td", "button"),
    },
    attributes={
        "*": set(),
        "a": {"href", "class", "target", "rel"},
        "button": {"class", "type", "popovertarget"},
        "div": {"class", "tabindex", "role", "aria-label"},
        "span": {"class"},
        "table": {"class"},
        "th": {"class", "scope"},
        "td": {"class"},
        "ol": {"start"},
    },
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A mistake in a text, in lines ``first`` to ``last`` of it (from 1), near some words."""

    message: str
    near: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Writing:
    """What texts of one module may refer to: references by number, variables, terms and pages."""

    references: Mapping[str, int] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()
    """Variables without a default, which only an ``ask`` box may show."""
    terms: Mapping[str, str] | None = None
    """Words of the glossary by id; ``None`` where no term can be marked."""
    module_id: str = ""
    sections: frozenset[str] = frozenset()
    takeaways: frozenset[str] = frozenset()
    guess: bool = False
    """``module.yaml`` could not be read: say nothing about names that it may declare."""

    def tokens(self, text: str) -> list[Token]:
        """The text, parsed."""
        return _PARSER.parse(text, {})

    def html(self, tokens: Sequence[Token]) -> Html:
        """Parsed text as safe HTML."""
        rendered = _PARSER.renderer.render(list(tokens), _PARSER.options, self._env())
        return Html(_CLEANER.clean(rendered).strip())

    def block(self, text: str) -> tuple[Html, list[Complaint]]:
        """A text of some paragraphs or lists, with what is wrong in it."""
        tokens = self.tokens(text)
        complaints = [*self.complaints(tokens), *_complaints_in_block(tokens)]
        return self.html(tokens), complaints

    def line(self, text: str) -> tuple[Html, list[Complaint]]:
        """A text that stands on a button or beside a box: one paragraph, without its ``<p>``."""
        tokens = _PARSER.parseInline(text, {})
        complaints = [*self.complaints(tokens), *self._wrong_line(tokens)]
        if _LIST_OR_SECOND_PARAGRAPH.search(text):
            complaints.append(Complaint("keep this to one paragraph without a list", "", 1, 1))
        return self.html(tokens), complaints

    def complaints(self, tokens: Sequence[Token]) -> Iterator[Complaint]:
        """Everything in parsed text that a pack may not hold."""
        for token in tokens:
            first, last = (token.map[0] + 1, token.map[1]) if token.map else (1, 1)
            for message, near in self._wrong(token):
                yield Complaint(message, near, first, last)
        yield from _misplaced(tokens)

    def _wrong(self, token: Token) -> Iterator[tuple[str, str]]:
        if token.type == "html_block":
            yield _no_html(token.content)
        elif token.type == "heading_open" and token.tag not in {"h2", "h3"}:
            yield "use ## or ### for a heading: the page's title is its only #", ""
        elif token.type == "inline":
            yield from self.wrong_words(token.content)
            for child in token.children or ():
                yield from self._wrong_inline(child)

    def _wrong_line(self, tokens: Sequence[Token]) -> Iterator[Complaint]:
        """What a paragraph may hold and a button, a label or a heading may not."""
        for child in (child for token in tokens for child in token.children or ()):
            if child.type == "term":
                message = "a term is marked in running text, not on a button or in an answer"
                yield Complaint(message, child.markup, 1, 1)

    def _wrong_inline(self, token: Token) -> Iterator[tuple[str, str]]:
        if token.type == "html_inline":
            yield _no_html(token.content)
        elif token.type == "image":
            yield "pictures are not part of a pack; say it in words", "!["
        elif token.type == "citation":
            yield from self._wrong_citation(token.content, token.markup)
        elif token.type == "link_open":
            yield from self._wrong_link(str(token.attrs.get("href", "")))
        elif token.type == "term":
            yield from self._wrong_term(token.content, token.markup)

    def _wrong_link(self, href: str) -> Iterator[tuple[str, str]]:
        inside = _INSIDE.fullmatch(href)
        if inside and not self.guess:
            kind, name = inside.groups()
            known = self.sections if kind == "section" else self.takeaways
            if name not in known:
                yield f"there is no {kind} `{name}` in this module{did_you_mean(name, known)}", href
        elif not inside and not _ADDRESS.match(href):
            yield (
                (f"a link begins with https://, section: or takeaway:, and this one is `{href}`"),
                href,
            )

    def _wrong_term(self, name: str, markup: str) -> Iterator[tuple[str, str]]:
        if self.terms is None and not self.guess:
            yield "a term of the glossary cannot be marked here", markup
        elif self.terms is not None and name not in self.terms and not self.guess:
            hint = did_you_mean(name, self.terms)
            yield f"there is no term `{name}` in the glossary of module.yaml{hint}", markup

    def _wrong_citation(self, name: str, markup: str) -> Iterator[tuple[str, str]]:
        if name not in self.references and not self.guess:
            hint = did_you_mean(name, self.references)
            yield f"there is no reference `{name}` in module.yaml{hint}", markup

    def wrong_words(self, text: str) -> Iterator[tuple[str, str]]:
        """Unknown and misspelt variables in a text, each with the words to look for."""
        for name in variables_in(text):
            if name in self.blanks:
                yield f"`{name}` has no default: only an `ask` block can show it", name
            elif name not in self.variables and not self.guess:
                hint = did_you_mean(name, self.variables)
                yield f"there is no variable `{name}` in this module{hint}", name
        if "{{" in without_variables(text):
            yield "write a variable as {{ name }}, in small letters", "{{"
        if _VARIABLE_IN_ADDRESS.search(text):
            yield "a variable cannot stand in the address of a link", "]("

    def _env(self) -> dict[str, Any]:
        return {
            "references": self.references,
            "terms": self.terms or {},
            "module": self.module_id,
        }


def _no_html(content: str) -> tuple[str, str]:
    return "HTML is not part of a pack; use Markdown", content.strip().split("\n")[0]


def _complaints_in_block(tokens: Sequence[Token]) -> Iterator[Complaint]:
    for token in tokens:
        if token.type in {"heading_open", "fence"}:
            first = token.map[0] + 1 if token.map else 1
            yield Complaint("keep this to paragraphs and lists", "", first, first)


def _misplaced(tokens: Sequence[Token]) -> Iterator[Complaint]:
    """Terms in headings; and what was meant as a link, and is none for what stands in it."""
    for before, token in pairwise([Token("", "", 0), *tokens]):
        first, last = (token.map[0] + 1, token.map[1]) if token.map else (1, 1)
        for child in token.children or ():
            if child.type == "term" and before.type == "heading_open":
                message = "a term is marked in running text, not in a heading"
                yield Complaint(message, child.markup, first, last)
            elif child.type == "text" and "](" in child.content:
                message = (
                    "this is no link yet: write plain words in it, and an address without gaps"
                )
                yield Complaint(message, "](", first, last)


def _citation(state: StateInline, silent: bool) -> bool:
    """``[@id]``: the markdown-it rule for citations."""
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content, token.markup = found[1].strip(), found[0]
    state.pos = found.end()
    return True


def _term(state: StateInline, silent: bool) -> bool:
    """``[[id]]`` and ``[[id|other words]]``: the markdown-it rule for terms of the glossary."""
    if not state.src.startswith("[[", state.pos):
        return False
    found = _TERM.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("term", "", 0)
        token.content, token.markup = found[1].strip(), found[0]
        token.meta = {"words": (found[2] or "").strip()}
    state.pos = found.end()
    return True


def _render_term(
    _: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType
) -> str:
    """A button that opens the meaning, which stands once at the end of the page."""
    name = tokens[at].content
    words = tokens[at].meta["words"] or env["terms"].get(name, name)
    return (
        f'<button type="button" class="term" popovertarget="term-{html.escape(name)}">'
        f"{html.escape(words)}</button>"
    )


def _render_citation(
    _: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType
) -> str:
    name = tokens[at].content
    number = env["references"].get(name, "?")
    return (
        f'<a class="citation" href="#ref-{html.escape(name)}">'
        f'<span class="visually-hidden">Source </span>[{number}]</a>'
    )


def _render_escaped(
    _: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    return html.escape(tokens[at].content)


def _render_link(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    href = str(tokens[at].attrs.get("href", ""))
    inside = _INSIDE.fullmatch(href)
    if inside:
        tokens[at].attrs["href"] = _address_inside(env["module"], *inside.groups())
    elif href.lower().startswith("http"):
        tokens[at].attrs |= {"target": "_blank", "rel": "noopener"}
    return self.renderToken(tokens, at, options, env)


def _address_inside(module_id: str, kind: str, name: str) -> str:
    """The path of a page or a sheet of the module, as ``lti_tool.web.mentor`` serves them."""
    if kind == "section":
        return f"/modules/{module_id}/sections/{name}"
    return f"/modules/{module_id}/takeaways/{name}.pdf"


def _render_table(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """A table in a box of its own that scrolls, also by keyboard, on a small screen."""
    label = html.escape(f"Table: {_head_of_table(tokens, at)}")
    tokens[at].attrSet("class", "table")
    return (
        f'<div class="table-responsive" tabindex="0" role="region" aria-label="{label}">'
        + self.renderToken(tokens, at, options, env)
    )


def _render_table_end(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    return self.renderToken(tokens, at, options, env) + "</div>"


def _render_cell(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Cells are aligned by class: markdown-it would write an inline style."""
    cell = tokens[at]
    style = str(cell.attrs.pop("style", ""))
    if style:
        side = {"right": "end", "left": "start"}.get(style.removeprefix("text-align:"), "center")
        cell.attrSet("class", f"text-{side}")
    if cell.tag == "th" and not tokens[at + 1].content.strip():
        # A corner above row names heads nothing: an empty header cell would be read out as one.
        cell.tag = tokens[at + 2].tag = "td"
    if cell.tag == "th":
        cell.attrSet("scope", "col")
    return self.renderToken(tokens, at, options, env)


def _head_of_table(tokens: Sequence[Token], at: int) -> str:
    cells: list[str] = []
    for token in tokens[at:]:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            words = (t.content for t in token.children or () if t.type in {"text", "code_inline"})
            cells.append("".join(words))
    return ", ".join(cell for cell in cells if cell)


def _parser() -> MarkdownIt:
    """HTML is recognised so that it can be complained about; it is only ever shown escaped."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.before("link", "term", _term)
    for name, rule in {
        "citation": _render_citation,
        "term": _render_term,
        "html_block": _render_escaped,
        "html_inline": _render_escaped,
        "link_open": _render_link,
        "table_open": _render_table,
        "table_close": _render_table_end,
        "th_open": _render_cell,
        "td_open": _render_cell,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


_PARSER = _parser()
