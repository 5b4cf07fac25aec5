"""``mentor-modules content check``: reads packs, and measures them against the bar."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lti_tool.content.bar import Measured, below_the_bar, variables_that_differ
from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.library import Library
from lti_tool.content.modules import MODULE_FILE
from lti_tool.content.packs import Reading, pack_at, packs_in, read_packs
from lti_tool.content.report import ModuleReport, Report, module_report
from lti_tool.content.schemes import SCHEME_FILE
from lti_tool.content.standards import STANDARDS_FILE
from lti_tool.errors import ContentError, Mistake


def check_packs(paths: Sequence[Path]) -> Report:
    """Check modules, packs or folders of packs; whatever is wrong stands in the report.

    Packs that lie beside the one asked about are read too, since it may use them, but what is
    wrong in them is left out. Folders of packs are read together, as the tool reads them. A module
    is measured against the bar once it has no mistakes.
    """
    found = _Found()
    folders: list[Path] = []
    for path in paths:
        asked = _asked(Path(os.path.abspath(path)))  # keeps the names of links, unlike resolve()
        if asked is None:
            message = "there is no folder here; check the path"
            found.mistakes.add(Mistake(str(path), 1, message))
        elif asked.about:
            found.look_at(asked)
        else:
            folders.append(asked.root)
    if folders:
        found.look_at(_Asked(folders[0], "", tuple(folders[1:])))
    return found.report()


def library_at(path: Path) -> Library:
    """The modules of the module, pack or folder of packs at ``path``.

    Raises:
        ContentError: naming every mistake in it; or there is no such folder.
    """
    asked = _asked(Path(os.path.abspath(path)))
    if asked is None:
        raise ContentError([Mistake(str(path), 1, "there is no folder here; check the path")])
    findings, reading = _read(asked)
    mistakes = _sorted(m for m in findings.mistakes if asked.covers(m.file))
    if mistakes:
        raise ContentError(mistakes)
    library = Library.of(reading)
    return replace(
        library,
        modules=tuple(one for one in library.modules if asked.covers(one.id)),
        translations=tuple(one for one in library.translations if asked.covers(one.id)),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The folder of packs, and what in it the check is about (everything when ``about`` is "")."""

    root: Path
    about: str
    more: tuple[Path, ...] = ()
    """Further folders of packs, read together with it."""

    def covers(self, name: str) -> bool:
        return not self.about or name == self.about or name.startswith(f"{self.about}/")


@dataclass(slots=True)
class _Found:
    """What is wrong in the packs asked about, each thing once."""

    mistakes: set[Mistake] = field(default_factory=set)
    below: set[Mistake] = field(default_factory=set)
    hints: set[Mistake] = field(default_factory=set)
    modules: dict[str, ModuleReport] = field(default_factory=dict)

    def look_at(self, asked: _Asked) -> None:
        findings, reading = _read(asked)
        self.mistakes |= {m for m in findings.mistakes if asked.covers(m.file)}
        self.hints |= {hint for hint in findings.hints if asked.covers(hint.file)}
        below = [*_measured(reading), *variables_that_differ(reading.modules, reading.places)]
        self.below |= {finding for finding in below if asked.covers(finding.file)}
        for module in reading.modules:
            if asked.covers(module.id):
                self.modules[module.id] = module_report(module.with_variables({}))

    def report(self) -> Report:
        return Report(
            mistakes=_sorted(self.mistakes),
            below=_sorted(self.below),
            hints=_sorted(self.hints),
            modules=tuple(self.modules.values()),
        )


def _measured(reading: Reading) -> list[Mistake]:
    """What misses the bar in modules without mistakes."""
    broken = {mistake.file for mistake in reading.findings.mistakes}
    return [
        finding
        for module in reading.modules
        if not any(file.startswith(f"{module.id}/") for file in broken)
        for finding in below_the_bar(Measured(module.with_variables({}), reading.places[module.id]))
    ]


def _asked(path: Path) -> _Asked | None:
    if not path.is_dir():
        return None
    if (path / MODULE_FILE).exists():
        # A translation lies inside the module that it is of, one folder deeper.
        depth = 3 if (path.parent / MODULE_FILE).exists() else 2
        return _Asked(path.parents[depth - 1], "/".join(path.parts[-depth:]))
    if _looks_like_pack(path):
        return _Asked(path.parent, path.name)
    return _Asked(path, "")


def _looks_like_pack(path: Path) -> bool:
    if (path / SCHEME_FILE).exists() or (path / STANDARDS_FILE).exists():
        return True
    return next(path.glob(f"*/{MODULE_FILE}"), None) is not None


def _read(asked: _Asked) -> tuple[Findings, Reading]:
    findings = Findings()
    packs = [pack for root in (asked.root, *asked.more) for pack in packs_in(root, findings)]
    if asked.about:
        packs = [pack for pack in packs if _looks_like_pack(pack.path)] or [_only(asked)]
    return findings, read_packs(packs, findings)


def _only(asked: _Asked) -> Folder:
    return pack_at(asked.root / asked.about.split("/")[0])


def _sorted(found: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(found, key=lambda mistake: (mistake.file, mistake.line, mistake.message)))
