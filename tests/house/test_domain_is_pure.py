"""The domain imports the standard library, ``lti_tool.errors`` and itself: nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "lti_tool" / "domain"
FILES = sorted(DOMAIN.rglob("*.py"))
OURS = ("lti_tool.domain", "lti_tool.errors")
OUTSIDE_WORLD = {"os", "io", "pathlib", "socket", "subprocess", "tempfile", "time", "random"} | {
    "secrets", "urllib.request", "http.client", "sqlite3", "threading", "logging", "asyncio"
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in the file, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            assert node.module is not None
            yield node.module


def is_allowed(module: str) -> bool:
    if module.startswith("lti_tool"):
        return any(module == name or module.startswith(f"{name}.") for name in OURS)
    return module.partition(".")[0] in sys.stdlib_module_names and module not in OUTSIDE_WORLD


def test_there_is_a_domain_to_look_at() -> None:
    assert {"facts.py", "progress.py", "signatures.py", "schemes.py"} <= {f.name for f in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_domain_file_imports_nothing_from_outside(file: Path) -> None:
    outside = [name for name in imports(ast.parse(file.read_text())) if not is_allowed(name)]
    assert outside == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_domain_file_has_no_clock_and_opens_nothing(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                assert called.attr not in CLOCKS, f"{file.name}:{node.lineno} asks a clock"
            elif isinstance(called, ast.Name):
                assert called.id not in {"open", "print", "input", "eval", "exec", "__import__"}


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("import json", True),
        ("from lti_tool.errors import NotFound", True),
        ("from lti_tool.domain.seats import Seat", True),
        ("from lti_tool.config import Settings", False),
        ("def f():\n    import sqlalchemy", False),
        ("import lti_tool.persistence.database", False),
        ("from lti_tool import usecases", False),
        ("import lti_tool.domains_of_others", False),
        ("import socket", False),
        ("import urllib.request", False),
    ],
)
def test_the_rule_would_notice(source: str, allowed: bool) -> None:
    assert all(is_allowed(name) for name in imports(ast.parse(source))) is allowed
