"""Reads packs: first every pack's standards, then the modules, then the schemes that use them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.config import data_folder
from lti_tool.content.audits import AUDITS_FILE, build_shared_audits
from lti_tool.content.earlier import EARLIER, read_earlier
from lti_tool.content.evaluations import EVALUATIONS_FILE, build_evaluations
from lti_tool.content.files import Folder, printable
from lti_tool.content.findings import Findings
from lti_tool.content.media import MediaFile
from lti_tool.content.modules import MODULE_FILE, ModuleReader
from lti_tool.content.patterns import NAME, WORDS
from lti_tool.content.places import Places
from lti_tool.content.prerequisites import check_prerequisites
from lti_tool.content.schemes import SCHEME_FILE, Shared, build_scheme
from lti_tool.content.standards import STANDARDS_FILE, build_standards
from lti_tool.content.translations import TranslationsReader
from lti_tool.content.yaml_source import YamlSource, read_yaml
from lti_tool.domain.evaluations import EvaluationForm
from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import Audit, Scheme
from lti_tool.domain.standards import StandardSet

SHARED_STANDARDS = "national-standards"


@dataclass(slots=True)
class Reading:
    """Everything found in some packs, with what was wrong; modules are not filled in yet."""

    findings: Findings = field(default_factory=Findings)
    schemes: list[Scheme] = field(default_factory=list)
    earlier: list[Scheme] = field(default_factory=list)
    """Versions of them that some mentors are still on."""
    modules: list[Module] = field(default_factory=list)
    standards: list[StandardSet] = field(default_factory=list)
    places: dict[str, Places] = field(default_factory=dict)
    """Where each module's parts stand, by its id."""
    translations: list[Module] = field(default_factory=list)
    """Modules in other languages, under the same ids."""
    media: dict[tuple[str, str], Mapping[str, MediaFile]] = field(default_factory=dict)
    """The files that pages show, by module and language, then by name."""
    evaluations: list[EvaluationForm] = field(default_factory=list)


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
        _read_module(folder, codes, reading)
    shared = Shared(
        modules=[folder.name for folder in folders],
        sheets={one.id: [sheet.id for sheet in one.takeaways] for one in reading.modules},
        audits=_read_audits(packs, reading),
        standards={found.id: found for found in reading.standards},
    )
    current = [found for pack in packs for found in _read_scheme(pack, shared, reading)]
    check_prerequisites(current)
    for pack in packs:
        _read_evaluations(pack, reading)
        reading.earlier += read_earlier(pack, shared, current, reading.findings)
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
        if not path.is_dir() or path.name == EARLIER:
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


def _read_module(folder: Folder, codes: frozenset[str] | None, reading: Reading) -> None:
    reader = ModuleReader(folder, folder.name, codes, reading.findings)
    module = reader.read()
    if module is None or reader.places is None:
        return
    reading.modules.append(module)
    reading.places[module.id] = reader.places
    reading.media[module.id, module.language] = reader.media.files(module.language)
    translations = TranslationsReader(folder, codes, reader.media, reading.findings)
    for translation in translations.read(module, reader.places):
        reading.translations.append(translation.module)
        reading.media[module.id, translation.module.language] = translation.media


def _read_audits(packs: Sequence[Folder], reading: Reading) -> dict[str, Audit]:
    """The audits that any scheme may ask for, by id."""
    found: dict[str, Audit] = {}
    for pack in packs:
        source = _yaml(pack, AUDITS_FILE, reading.findings) if pack.has(AUDITS_FILE) else None
        if source is not None:
            audits = build_shared_audits(source, pack.name, reading.standards)
            found |= {audit.id: audit for audit in audits}
    return found


def _read_evaluations(pack: Folder, reading: Reading) -> None:
    """Reads the forms that a scheme's people answer."""
    if not pack.has(EVALUATIONS_FILE):
        return
    if not pack.has(SCHEME_FILE):
        message = f"the people who are asked are those of a scheme; add {SCHEME_FILE} beside this"
        reading.findings.mistake(pack.file_name(EVALUATIONS_FILE), 1, message)
    source = _yaml(pack, EVALUATIONS_FILE, reading.findings)
    if source is not None:
        reading.evaluations += build_evaluations(source, pack.name, reading.standards)


def _read_scheme(pack: Folder, shared: Shared, reading: Reading) -> list[tuple[YamlSource, Scheme]]:
    """The pack's scheme with its file, if it has one that could be read."""
    if pack.has(SCHEME_FILE):
        source = _yaml(pack, SCHEME_FILE, reading.findings)
        scheme = build_scheme(source, pack.name, shared) if source else None
        reading.schemes += [scheme] if scheme else []
        return [(source, scheme)] if source and scheme else []
    shares = pack.has(STANDARDS_FILE) or pack.has(AUDITS_FILE)
    if not shares and not _holds_a_module(pack, shared.modules):
        message = (
            f"a pack holds {SCHEME_FILE}, {STANDARDS_FILE}, {AUDITS_FILE} or modules; add one, or "
            "move the folder"
        )
        reading.findings.mistake(pack.file_name(SCHEME_FILE), 1, message)
    return []


def _holds_a_module(pack: Folder, modules: Collection[str]) -> bool:
    return any(module.startswith(f"{pack.name}/") for module in modules)


def _yaml(pack: Folder, name: str, findings: Findings) -> YamlSource | None:
    file = pack.read(name, findings)
    return read_yaml(file, findings) if file else None
