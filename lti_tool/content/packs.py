"""Reads packs: first every pack's standards, then the modules, then the schemes that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.config import data_folder
from lti_tool.content.files import Folder, printable
from lti_tool.content.findings import Findings
from lti_tool.content.modules import MODULE_FILE, ModuleReader
from lti_tool.content.patterns import NAME, WORDS
from lti_tool.content.schemes import SCHEME_FILE, build_scheme
from lti_tool.content.standards import STANDARDS_FILE, build_standards
from lti_tool.content.yaml_source import YamlSource, read_yaml
from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import Scheme
from lti_tool.domain.standards import StandardSet

SHARED_STANDARDS = "national-standards"


@dataclass(slots=True)
class Reading:
    """Everything found in some packs, with what was wrong; modules are not filled in yet."""

    findings: Findings = field(default_factory=Findings)
    schemes: list[Scheme] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    standards: list[StandardSet] = field(default_factory=list)


def packs_in(folder: Path, findings: Findings) -> list[Folder]:
    """The packs in a folder of packs."""
    root = Folder(folder, printable(folder.name), folder)
    return [pack_at(path) for path in root.entries(findings) if path.is_dir()]


def pack_at(path: Path) -> Folder:
    """The pack in that folder."""
    return Folder(path, printable(path.name), path)


def read_packs(packs: Sequence[Folder], findings: Findings) -> Reading:
    """Read the packs; every mistake in them is in the reading's findings.

    The shared standards that come with the tool are read as well when no pack brings standards.
    """
    reading = Reading(findings)
    packs = _once(packs, findings)
    if not any(pack.has(STANDARDS_FILE) for pack in packs):
        packs = [pack_at(data_folder("modules") / SHARED_STANDARDS), *packs]
    codes = _read_standards(packs, reading)
    folders = [folder for pack in packs for folder in _module_folders(pack, findings)]
    for folder in folders:
        module = ModuleReader(folder, folder.name, codes, findings).read()
        reading.modules += [module] if module else []
    for pack in packs:
        _read_scheme(pack, [folder.name for folder in folders], reading)
    return reading


def _once(packs: Sequence[Folder], findings: Findings) -> list[Folder]:
    found: dict[str, Folder] = {}
    for pack in packs:
        if not re.fullmatch(NAME, pack.name):
            findings.mistake(pack.name, 1, f"a pack's folder must be named in {WORDS[NAME]}")
        elif pack.name in found:
            findings.mistake(pack.name, 1, "another folder holds a pack of this name; rename one")
        else:
            found[pack.name] = pack
    return list(found.values())


def _read_standards(packs: Sequence[Folder], reading: Reading) -> frozenset[str] | None:
    """Reads the standards; the codes of all statements, ``None`` when some could not be read."""
    whole = True
    for pack in packs:
        if pack.has(STANDARDS_FILE):
            source = _yaml(pack, STANDARDS_FILE, reading.findings)
            found = build_standards(source, pack.name) if source else None
            reading.standards += [found] if found else []
            whole = whole and found is not None
    codes = frozenset(s.code for found in reading.standards for s in found.statements())
    return codes if whole else None


def _module_folders(pack: Folder, findings: Findings) -> list[Folder]:
    found: list[Folder] = []
    for path in pack.entries(findings):
        folder = Folder(path, pack.file_name(path.name), pack.path)
        if not path.is_dir():
            continue
        if not pack.inside(path.name):
            findings.mistake(folder.name, 1, "this link leads out of the pack; put the folder here")
        elif not re.fullmatch(NAME, path.name):
            findings.mistake(folder.name, 1, f"a module's folder must be named in {WORDS[NAME]}")
        elif not folder.has(MODULE_FILE):
            findings.mistake(
                folder.file_name(MODULE_FILE), 1, "a module begins with this file; add it"
            )
        else:
            found.append(folder)
    return found


def _read_scheme(pack: Folder, modules: Sequence[str], reading: Reading) -> None:
    if pack.has(SCHEME_FILE):
        source = _yaml(pack, SCHEME_FILE, reading.findings)
        scheme = build_scheme(source, pack.name, modules) if source else None
        reading.schemes += [scheme] if scheme else []
    elif not pack.has(STANDARDS_FILE) and not _holds_a_module(pack, modules):
        message = (
            f"a pack holds {SCHEME_FILE}, {STANDARDS_FILE} or modules; add one, or move the folder"
        )
        reading.findings.mistake(pack.file_name(SCHEME_FILE), 1, message)


def _holds_a_module(pack: Folder, modules: Sequence[str]) -> bool:
    return any(module.startswith(f"{pack.name}/") for module in modules)


def _yaml(pack: Folder, name: str, findings: Findings) -> YamlSource | None:
    file = pack.read(name, findings)
    return read_yaml(file, findings) if file else None
