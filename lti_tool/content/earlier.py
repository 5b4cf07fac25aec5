"""Earlier versions of a scheme, which some mentors are still on: ``earlier/<version>.yaml``.

Each is a whole scheme of its own, checked as the current one is. An award may be younger than a
version; but what a version offers, the current one offers still, since mentors are on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.prerequisites import check_prerequisites
from lti_tool.content.schemes import SCHEME_FILE, Shared, build_scheme
from lti_tool.content.yaml_source import YamlSource, read_yaml
from lti_tool.domain.schemes import Scheme

EARLIER = "earlier"
"""The folder of a pack in which they stand; no module is called so."""
ENDING = ".yaml"

Read = tuple[YamlSource, Scheme]


def read_earlier(
    pack: Folder, shared: Shared, current: Sequence[Read], findings: Findings
) -> list[Scheme]:
    """The earlier versions of the pack's scheme; mistakes are noted.

    Args:
        pack: whose versions.
        shared: what their awards may refer to, as it is now.
        current: the current schemes of all packs.
        findings: where mistakes are noted.
    """
    if not pack.has(EARLIER):
        return []
    folder = Folder(pack.path / EARLIER, pack.file_name(EARLIER), pack.path)
    if not pack.inside(EARLIER) or not folder.path.is_dir():
        findings.mistake(folder.name, 1, "this must be a folder of the pack; put a folder here")
        return []
    if not pack.has(SCHEME_FILE):
        message = f"there is no {SCHEME_FILE} of which these could be earlier versions; add it"
        findings.mistake(folder.name, 1, message)
        return []
    now = next((scheme for _, scheme in current if scheme.id == pack.name), None)
    others = [read for read in current if read[1].id != pack.name]
    found = []
    for path in folder.entries(findings):
        read = _read_one(folder, path.name, shared, findings)
        if read is not None:
            _check_beside(*read, path.name, now)
            check_prerequisites([*others, read], about=read[0])
            found.append(read[1])
    return found


def _read_one(folder: Folder, name: str, shared: Shared, findings: Findings) -> Read | None:
    if not name.endswith(ENDING):
        message = f"a version stands in a file such as 2026.1{ENDING}; rename or move this"
        findings.mistake(folder.file_name(name), 1, message)
        return None
    file = folder.read(name, findings)
    source = read_yaml(file, findings) if file else None
    scheme = build_scheme(source, folder.pack.name, shared) if source else None
    return (source, scheme) if source and scheme else None


def _check_beside(source: YamlSource, scheme: Scheme, name: str, now: Scheme | None) -> None:
    """Its version is its file's name and not the current one; its awards are offered still."""
    if scheme.version != name.removesuffix(ENDING):
        message = f"the file is called `{name}`; make the version the same"
        source.mistake(("version",), message)
    if now is None:
        return
    if scheme.version == now.version:
        message = (
            f"{SCHEME_FILE} has the version `{now.version}` as well; give what is current a new "
            "version, or delete this file"
        )
        source.mistake(("version",), message)
    offered = {award.id for award in now.awards}
    for number, award in enumerate(scheme.awards):
        if award.id not in offered:
            message = (
                f"{SCHEME_FILE} has no award `{award.id}` any more, and mentors may be on it; keep "
                "it there"
            )
            source.mistake(("awards", number, "id"), message)
