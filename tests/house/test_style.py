"""What can be counted or matched in the source: lengths, reasons, docstrings, page rules."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from .tree import ROOT, named, project_files, python_files, templates

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
CATCH_ALLS = {"utils.py", "helpers.py", "models.py"}
LONGEST_CATCH_ALL = 60

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

DIRECTIVE = re.compile(
    r"#\s*(?:noqa(?P<codes>: ?[A-Z0-9, ]*[A-Z0-9])?|type: ignore(?P<kind>\[.+?\])?)"
)
REASON = re.compile(r"\s*[-#]+ .*\w{4}")

INLINE = re.compile(
    r"""<[a-z][^>]*?\s(?:style|on[a-z]+)\s*=   # attributes that our CSP blocks
      | <style\b
      | <script\b(?![^>]*\bsrc=)
      | (?:href|src|action)\s*=\s*["']?javascript:""",
    re.VERBOSE | re.IGNORECASE,
)
JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
FORM = re.compile(r"<form\b(?P<head>.*?)>\s*\n?(?P<body>.*?)</form>", re.DOTALL)
MACRO = re.compile(r"{%-? macro (?P<name>\w+)\(.*?%}(?P<body>.*?){%-? endmacro", re.DOTALL)

# Put together here, so that this file does not hold what it looks for.
PLACES = [f"/{folder}/" for folder in ("work", "root")]
INDEXES = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))]
INDEX_OPTION = re.compile(
    r"(?<!no-emit-)(?<!no-)\b(?:extra-)?index-" + r"url\b|--find-" + r"links\b"
)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def definitions(tree: ast.AST) -> Iterator[Definition]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Definition))


def lines_in(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def text_files() -> Iterator[tuple[Path, str]]:
    for file in project_files():
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture or a font
            continue


# --- Lengths --------------------------------------------------------------------------------


def test_there_is_something_to_look_at() -> None:
    assert ROOT / "lti_tool" / "app.py" in python_files()
    assert ROOT / "tests" / "house" / "tree.py" in python_files()
    assert ROOT / "templates" / "layout" / "base.html" in templates()
    assert not any(".venv" in file.parts for file in project_files())


def test_no_file_is_too_long_to_be_read_at_a_sitting() -> None:
    long = {named(f): lines_in(f) for f in python_files() if lines_in(f) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{named(file)}:{node.lineno} {node.name} has {length} lines"
        for file in python_files()
        for node in definitions(parsed(file))
        if not isinstance(node, ast.ClassDef)
        for length in [(node.end_lineno or 0) - node.lineno + 1]
        if length > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_are_named_after_what_they_hold() -> None:
    catch_alls = [f for f in python_files() if f.name in CATCH_ALLS]
    assert [named(f) for f in catch_alls if lines_in(f) > LONGEST_CATCH_ALL] == []


# --- Words beside the code ------------------------------------------------------------------


def without_docstring(node: ast.AST, path: str = "") -> Iterator[str]:
    """Public classes and functions, of modules and of public classes, that say nothing."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Definition) or child.name.startswith("_"):
            continue
        if ast.get_docstring(child) is None and not is_explained_above(child):
            yield f"{path}{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from without_docstring(child, f"{path}{child.name}.")


def is_explained_above(node: Definition) -> bool:
    """An override or an overload: what it does stands where it was first declared."""
    names = {ast.unparse(decorator) for decorator in node.decorator_list}
    return bool(names & {"override", "overload", "typing.override", "typing.overload"})


def test_every_public_name_says_what_it_does() -> None:
    silent = [
        f"{named(file)} {name}"
        for file in python_files()
        if file.is_relative_to(ROOT / "lti_tool")
        for name in without_docstring(parsed(file))
    ]
    assert silent == []


def unexplained(source: str) -> Iterator[int]:
    """Lines with a ``noqa`` or a ``type: ignore`` that names no rule or gives no reason."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        for found in DIRECTIVE.finditer(token.string if token.type == tokenize.COMMENT else ""):
            names_a_rule = found["codes"] or found["kind"]
            if not names_a_rule or not REASON.match(token.string, found.end()):
                yield token.start[0]


def test_every_exception_to_a_rule_gives_its_reason() -> None:
    silent = [
        f"{named(file)}:{line}"
        for file in python_files()
        for line in unexplained(file.read_text(encoding="utf-8"))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("comment", "explained"),
    [
        ("noqa: S603 - our own programs", True),
        ("noqa: S603, S607 - our own programs", True),
        ("type: ignore[misc]  # ships no types", True),
        ("noqa", False),
        ("noqa - because I say so", False),
        ("noqa: S603", False),
        ("type: ignore[misc]", False),
        ("type: ignore  # ships no types", False),
    ],
)
def test_the_rule_about_reasons_would_notice(comment: str, explained: bool) -> None:
    assert list(unexplained(f"x = 1  # {comment}\n")) == ([] if explained else [1])


# --- Templates ------------------------------------------------------------------------------


def blanked(template: str) -> str:
    """The template without Jinja's own words, its lines where they were."""
    return JINJA.sub(lambda found: "\n" * found[0].count("\n"), template)


def line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def test_no_page_needs_an_inline_style_or_script() -> None:
    texts = {named(file): blanked(file.read_text(encoding="utf-8")) for file in templates()}
    inline = [
        f"{name}:{line_at(text, found.start())} {found[0]!r}"
        for name, text in texts.items()
        for found in INLINE.finditer(text)
    ]
    assert inline == []


@pytest.mark.parametrize(
    ("markup", "inline"),
    [
        ('<p style="color: red">', True),
        ('<p class="a"\n  style="color: red">', True),
        ('<button onclick="go()">', True),
        ("<style>p {}</style>", True),
        ("<script>go()</script>", True),
        ('<a href="javascript:go()">', True),
        ('<script src="/assets/page.js" defer></script>', False),
        ('{% macro button(style="primary") %}<button class="{{ style }}">', False),
        ("<p>Your style = yours</p>", False),
    ],
)
def test_the_rule_about_inline_code_would_notice(markup: str, inline: bool) -> None:
    assert bool(INLINE.search(blanked(markup))) is inline


@cache
def macros_with_token() -> frozenset[str]:
    """``csrf``, which writes the token's field, and the macros that call it."""
    macros = [found for f in templates() for found in MACRO.finditer(f.read_text(encoding="utf-8"))]
    writing = {"csrf"}
    while more := {m["name"] for m in macros if calls_one_of(writing, m["body"])} - writing:
        writing |= more
    return frozenset(writing)


def calls_one_of(names: set[str] | frozenset[str], template: str) -> bool:
    return re.search(rf"{{{{ *(?:\w+\.)?(?:{'|'.join(names)})\(", template) is not None


def posting_forms() -> Iterator[tuple[str, str]]:
    """Where a form that posts begins, and what is in it."""
    for file in templates():
        text = file.read_text(encoding="utf-8")
        for found in FORM.finditer(text):
            if 'method="post"' in found["head"]:
                yield f"{named(file)}:{line_at(text, found.start())}", found[0]


def test_every_form_that_posts_carries_the_token() -> None:
    forms = dict(posting_forms())
    bare = [place for place, form in forms.items() if not calls_one_of(macros_with_token(), form)]
    assert len(forms) > 20
    assert bare == []


def test_every_form_was_read_to_its_end() -> None:
    """A form whose end the pattern above did not see would escape the rule."""
    texts = {named(file): file.read_text(encoding="utf-8") for file in templates()}
    begun = {name: text.count("<form") for name, text in texts.items()}
    assert begun == {name: len(FORM.findall(text)) for name, text in texts.items()}


def test_no_form_names_its_method_in_another_way() -> None:
    heads = [form["head"] for f in templates() for form in FORM.finditer(f.read_text("utf-8"))]
    assert [h for h in heads if 'method="post"' not in h and 'method="get"' not in h] == []


# --- Whatever is delivered ------------------------------------------------------------------


def test_no_file_names_a_place_that_only_its_author_has() -> None:
    wrong = [
        f"{named(file)}: {place}"
        for file, text in text_files()
        for place in PLACES
        if place in text
    ]
    assert wrong == []


def test_no_file_says_where_packages_come_from() -> None:
    wrong = [
        named(file)
        for file, text in text_files()
        if any(host in text for host in INDEXES) or INDEX_OPTION.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert lines
    assert [line for line in lines if "==" not in line] == []
    assert text.count("--hash=sha256:") >= len(lines)
    assert re.findall(r"\w+://\S+|^-\S.*|\bfile:", text, re.MULTILINE) == []


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))


def test_the_two_commands_that_the_readme_begins_with_exist() -> None:
    block = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert block is not None
    commands = re.findall(r"^make ([a-z-]+)", block[1], re.MULTILINE)
    assert commands == ["demo", "test"]
    assert set(commands) <= targets()


def test_every_make_target_that_a_page_names_exists() -> None:
    pages = [(f, text) for f, text in text_files() if f.suffix == ".md"]
    unknown = [
        f"{named(file)}: make {target}"
        for file, text in pages
        for target in re.findall(r"`make ([a-z-]+)[` ]", text)
        if target not in targets()
    ]
    assert unknown == []
