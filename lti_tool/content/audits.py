"""Audits: those of one award, and those in ``audits.yaml`` that awards of any pack may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lti_tool.content.findings import did_you_mean
from lti_tool.content.markdown import Writing
from lti_tool.content.scheme_schema import AuditIn, AuditsIn
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.schemes import Audit, AuditGroup, AuditItem, AuditNote
from lti_tool.domain.standards import StandardSet

AUDITS_FILE = "audits.yaml"


def build_shared_audits(
    source: YamlSource, pack: str, standards: Sequence[StandardSet]
) -> tuple[Audit, ...]:
    """The audits of the file, their ids begun with the pack's; mistakes are noted."""
    given = parse(source, AuditsIn)
    if given is None:
        return ()
    if given.id != pack:
        source.mistake(("id",), f"the folder is called `{pack}`; make the id the same")
    own = Texts(source, Writing(), None)
    own.unique("audit", [audit.id for audit in given.audits], "audits")
    known = {found.id: found for found in standards}
    return tuple(
        build_audit(audit, f"{pack}/{audit.id}", own, ("audits", number), known)
        for number, audit in enumerate(given.audits)
    )


def build_audit(
    given: AuditIn, audit_id: str, texts: Texts, at: Path, standards: Mapping[str, StandardSet]
) -> Audit:
    """An audit of its own lines, or of every statement of a set of standards."""
    texts.unique("rating", [r.word for r in given.ratings], *at, "ratings", key="word")
    texts.unique("note", [note.name for note in given.notes], *at, "notes", key="name")
    groups = _groups(given, texts, at, standards)
    items = tuple(item for group in groups for item in group.items)
    return Audit(
        id=audit_id,
        title=texts.plain(given.title, *at, "title"),
        intro=texts.plain(given.intro, *at, "intro"),
        items=items or _items(given, texts, at),
        ratings=tuple((r.word, " ".join(r.means.split())) for r in given.ratings),
        groups=groups,
        notes=tuple(
            AuditNote(
                name=note.name,
                label=texts.plain(note.label, *at, "notes", number, "label"),
                required=note.required,
                hint=texts.plain(note.hint or "", *at, "notes", number, "hint"),
            )
            for number, note in enumerate(given.notes)
        ),
    )


def _groups(
    given: AuditIn, texts: Texts, at: Path, standards: Mapping[str, StandardSet]
) -> tuple[AuditGroup, ...]:
    if (given.items is None) == (given.standards is None):
        texts.source.mistake(at, "an audit has either `items` or `standards`")
    if given.standards is None:
        if given.notes:
            texts.source.mistake((*at, "notes"), "notes are written for each standard")
        return ()
    found = standards.get(given.standards)
    if found is None:
        hint = did_you_mean(given.standards, standards)
        message = f"there are no standards `{given.standards}`{hint}"
        texts.source.mistake((*at, "standards"), message)
        return ()
    return tuple(
        AuditGroup(
            id=standard.code,
            title=standard.title,
            words=standard.words,
            items=tuple(AuditItem(s.code, s.words) for s in standard.statements),
        )
        for standard in found.standards
    )


def _items(given: AuditIn, texts: Texts, at: Path) -> tuple[AuditItem, ...]:
    items = given.items or ()
    texts.unique("line", [item.id for item in items], *at, "items")
    return tuple(
        AuditItem(item.id, texts.plain(item.words, *at, "items", number, "words"))
        for number, item in enumerate(items)
    )
