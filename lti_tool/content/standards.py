"""``standards.yaml`` becomes a :class:`~lti_tool.domain.standards.StandardSet`."""

from __future__ import annotations

from lti_tool.content.markdown import Writing
from lti_tool.content.schema import StandardIn, StandardsIn
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import YamlSource
from lti_tool.domain.standards import Standard, StandardSet, Statement

STANDARDS_FILE = "standards.yaml"


def build_standards(source: YamlSource, pack: str) -> StandardSet | None:
    """The standards; ``None`` once mistakes in their shape have been noted."""
    given = parse(source, StandardsIn)
    if given is None:
        return None
    if given.id != pack:
        source.mistake(("id",), f"the folder is called `{pack}`; make the id the same")
    texts = Texts(source, Writing(), None)
    texts.unique("standard", [s.code for s in given.standards], "standards", key="code")
    return StandardSet(
        id=given.id,
        title=texts.plain(given.title, "title"),
        edition=texts.plain(given.edition, "edition"),
        source=texts.plain(given.source, "source"),
        standards=tuple(
            _standard(n, standard, texts) for n, standard in enumerate(given.standards)
        ),
    )


def _standard(number: int, given: StandardIn, texts: Texts) -> Standard:
    here = ("standards", number)
    texts.unique("statement", [s.code for s in given.statements], *here, "statements", key="code")
    for at, statement in enumerate(given.statements):
        if statement.code.split(".")[0] != given.code:
            where = (*here, "statements", at, "code")
            texts.source.mistake(where, f"the code of a statement of {given.code} begins with it")
    return Standard(
        code=given.code,
        title=texts.plain(given.title, *here, "title"),
        words=texts.plain(given.words, *here, "words"),
        statements=tuple(
            Statement(s.code, texts.plain(s.words, *here, "statements", at, "words"))
            for at, s in enumerate(given.statements)
        ),
    )
