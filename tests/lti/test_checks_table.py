"""The table in lti_tool.lti.checks is the code: the same functions, order and codes, all tested."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from lti_tool.lti import checks, launch
from lti_tool.lti.checks import login_state, message_claims, security_claims, signature

MODULES = (login_state, signature, security_claims, message_claims)
ROW = re.compile(r"^(\d+) +(\w+) +(\w+) +(\S.*)$", re.MULTILINE)
ROWS = ROW.findall(checks.__doc__ or "")


def functions() -> dict[str, str]:
    """Every check with its source, in the order of the files."""
    return {
        name: inspect.getsource(function)
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_row_is_a_function_and_every_function_a_row() -> None:
    assert {row[1] for row in ROWS} == set(functions())
    assert [int(row[0]) for row in ROWS] == list(range(1, len(ROWS) + 1))


@pytest.mark.parametrize(("number", "name", "code", "specification"), ROWS)
def test_a_row_says_what_its_function_does(
    number: str, name: str, code: str, specification: str
) -> None:
    source = functions()[name]
    assert f'"""{number}. ' in source
    if name == "state_cookie_is_present":
        assert "raise CookieMissing(" in source
    elif name == "key_is_published":
        assert "return key_for(" in source
    else:
        assert f'"{code}"' in source
    assert specification.strip()


def test_no_two_rows_share_a_code() -> None:
    codes = [row[2] for row in ROWS]
    assert len(set(codes)) == len(codes)


def test_the_launch_runs_them_in_the_order_of_the_table() -> None:
    tree = ast.parse(inspect.getsource(launch))
    bodies = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    known = {row[1] for row in ROWS}

    def calls(function: ast.FunctionDef) -> list[str]:
        found: list[str] = []
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr in known:
                    found.append(node.func.attr)
                elif isinstance(node.func, ast.Name) and node.func.id in bodies:
                    found.extend(calls(bodies[node.func.id]))
        return found

    assert calls(bodies["verify_launch"]) == [row[1] for row in ROWS]


@pytest.mark.parametrize("code", [row[2] for row in ROWS])
def test_every_code_is_met_by_a_test(code: str) -> None:
    tests = "".join(
        path.read_text()
        for path in Path(__file__).parent.glob("test_*.py")
        if path.name != Path(__file__).name
    )
    # id_token_missing and state_missing are put together from the field's name.
    assert f'"{code}"' in tests or code in {"id_token_missing", "state_missing"}
