"""``content check`` and ``content list``: what pack authors and other programs are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lti_tool.content.requirement_schema import KINDS

from ..content.packs import BANK, edited, line_of, write
from ..content.worthy import WORTHY
from .commands import ROOT, Command

MISTAKE = re.compile(r"^\S+:\d+: \S.*$", re.MULTILINE)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ``content list --json`` says of the packs that are shipped."""
    said = Command(tmp_path_factory.mktemp("listing"), {}).process("content", "list", "--json").said
    parsed: dict[str, Any] = json.loads(said)
    return parsed


@pytest.fixture
def shipped(tmp_path: Path) -> Command:
    """The command with no settings at all: the packs are those that come with it."""
    return Command(tmp_path, {})


def criteria(listed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for scheme in listed["schemes"]:
        for award in scheme["awards"]:
            yield from award["criteria"]


# --- check ----------------------------------------------------------------------------------


def test_the_packs_that_are_shipped_are_good(shipped: Command) -> None:
    said = shipped("content", "check").said
    assert MISTAKE.findall(said) == []
    assert "west-london/entry-1: " in said
    assert "(a hint only)" not in said


@pytest.mark.parametrize("path", ["modules", "modules/west-london", "modules/west-london/entry-2"])
def test_one_pack_or_module_can_be_asked_about(fresh: Command, path: str) -> None:
    said = fresh("content", "check", "--draft", str(ROOT / path)).said
    assert "west-london/entry-2: " in said
    assert ("west-london/entry-1: " in said) is not path.endswith("entry-2")


def test_each_mistake_is_named_by_file_and_line_on_stdout(fresh: Command, tmp_path: Path) -> None:
    files = edited("acme/basics/quiz.yaml", "section: check", "section: chekc")
    answer = fresh.process("content", "check", str(write(tmp_path / "packs", files)))

    line = line_of("acme/basics/quiz.yaml", "section: chekc", files)
    assert (answer.status, answer.err) == (1, "")
    (mistake,) = MISTAKE.findall(answer.out)  # of a module with mistakes, the bar is not measured
    assert mistake.startswith(f"acme/basics/quiz.yaml:{line}: ")


def test_every_mistake_is_named_not_only_the_first(fresh: Command, tmp_path: Path) -> None:
    files = {
        **edited("acme/scheme.yaml", "seats:", "saets:"),
        "acme/basics/quiz.yaml": BANK.replace("section: check", "section: chekc"),
    }
    answer = fresh("content", "check", str(write(tmp_path / "packs", files)))

    named = {line.partition(":")[0] for line in MISTAKE.findall(answer.out)}
    assert answer.status == 1
    assert named == {"acme/basics/quiz.yaml", "acme/scheme.yaml"}


def test_what_is_below_the_bar_is_named_and_a_draft_may_be(fresh: Command, tmp_path: Path) -> None:
    packs = str(write(tmp_path / "packs", edited("acme/scheme.yaml", "Acme handbook", "A book")))
    final = fresh.process("content", "check", packs)
    draft = fresh.process("content", "check", "--draft", packs)

    line = line_of("acme/basics/module.yaml", "draw: 2")
    assert (final.status, draft.status) == (1, 0)
    assert final.out == draft.out
    assert f"acme/basics/module.yaml:{line}: 10 questions or more are drawn" in draft.out


def test_a_draft_with_a_mistake_is_not_let_through(fresh: Command, tmp_path: Path) -> None:
    packs = str(write(tmp_path / "packs", edited("acme/scheme.yaml", "seats:", "saets:")))
    assert fresh("content", "check", "--draft", packs).status == 1


def test_a_module_at_the_bar_passes(fresh: Command, tmp_path: Path) -> None:
    said = fresh("content", "check", str(write(tmp_path / "packs", WORTHY))).said
    assert MISTAKE.findall(said) == []
    assert "1 module at or above the bar." in said


def test_without_a_path_the_packs_of_the_settings_are_checked(
    fresh: Command, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    write(good)
    write(bad, edited("acme/scheme.yaml", "seats:", "saets:"))

    assert "acme/basics: " in fresh("content", "check", "--draft", MENTOR_PACKS=str(good)).said
    assert fresh("content", "check", MENTOR_PACKS=str(bad)).status == 1


def test_a_path_that_leads_nowhere_is_said_so(fresh: Command, tmp_path: Path) -> None:
    answer = fresh("content", "check", str(tmp_path / "none"))
    assert answer.status == 1
    assert "no folder here" in answer.out


# --- list -----------------------------------------------------------------------------------


def test_the_list_names_schemes_awards_and_modules(shipped: Command) -> None:
    said = shipped("content", "list").said
    assert re.search(r"^west-london  .+ \(.+\)$", said, re.MULTILINE)
    assert re.search(r"^  award   west-london/entry  .+: 7 criteria$", said, re.MULTILINE)
    for module in ("west-london/entry-1", "west-london/entry-2"):
        assert re.search(rf"^module  {module}  ", said, re.MULTILINE)


def test_every_criterion_has_words_a_source_and_what_it_requires(listed: dict[str, Any]) -> None:
    rows = list(criteria(listed))
    assert {"ENTRY.1", "ENTRY.7"} <= {row["id"] for row in rows}
    for row in rows:
        assert row["words"].strip(), row
        assert row["source"].strip(), row
        assert row["requirements"], row
        for requirement in row["requirements"]:
            assert requirement["kind"] in KINDS
            assert requirement["words"].strip(), requirement


def test_the_entry_award_is_listed_as_the_scheme_has_it(listed: dict[str, Any]) -> None:
    (scheme,) = [one for one in listed["schemes"] if one["id"] == "west-london"]
    (award,) = [one for one in scheme["awards"] if one["id"] == "west-london/entry"]
    assert [row["id"] for row in award["criteria"]] == [f"ENTRY.{n}" for n in range(1, 8)]
    assert award["modules"] == ["west-london/entry-1", "west-london/entry-2"]
    assert award["signatures"] == ["mentor", "pcm", "link_tutor"]


def test_the_four_standards_have_their_twenty_one_statements(listed: dict[str, Any]) -> None:
    (national,) = [one for one in listed["standards"] if one["id"] == "national-standards"]
    assert [(one["code"], len(one["statements"])) for one in national["standards"]] == [
        ("ST1", 5), ("ST2", 9), ("ST3", 5), ("ST4", 2),
    ]  # fmt: skip
    statements = [s for one in national["standards"] for s in one["statements"]]
    assert all(statement["code"] and statement["words"].strip() for statement in statements)


def test_every_module_says_how_long_and_how_hard_it_is(listed: dict[str, Any]) -> None:
    assert {"west-london/entry-1", "west-london/entry-2"} <= {m["id"] for m in listed["modules"]}
    for module in listed["modules"]:
        for number in ("hours", "words", "scenarios", "questions", "reflections"):
            assert module[number] > 0, (module["id"], number)
        assert module["words"] > sum(section["words"] for section in module["sections"]) > 0
        assert isinstance(module["reading_grade"], float)
        for section in module["sections"]:
            assert section["title"], section
            assert section["minutes"] > 0, section


def test_a_module_that_a_criterion_requires_is_listed(listed: dict[str, Any]) -> None:
    wanted = {
        requirement["module"]
        for row in criteria(listed)
        for requirement in row["requirements"]
        if requirement["kind"] == "module"
    }
    assert wanted
    assert wanted <= {module["id"] for module in listed["modules"]}
