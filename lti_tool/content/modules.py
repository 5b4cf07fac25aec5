"""A module's folder becomes a :class:`~lti_tool.domain.modules.Module`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from lti_tool.content.blocks import build_options
from lti_tool.content.files import Folder, TextFile
from lti_tool.content.findings import Findings, did_you_mean
from lti_tool.content.markdown import Writing
from lti_tool.content.media import MEDIA, Media
from lti_tool.content.pages import id_in
from lti_tool.content.places import Places
from lti_tool.content.schema import BankIn, BankQuestionIn, ModuleIn
from lti_tool.content.sections import ReadSection, read_section
from lti_tool.content.shape import parse
from lti_tool.content.takeaways import TAKEAWAYS, read_takeaway
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import YamlSource, read_yaml
from lti_tool.domain.modules import (
    BankQuestion,
    LearningOutcome,
    Module,
    QuizBank,
    Reference,
    Section,
    Takeaway,
    Term,
    Variable,
)
from lti_tool.domain.texts import BUILT_IN_VARIABLES, Html, variables_in

MODULE_FILE = "module.yaml"
_LISTED = re.compile(r"(?!README|NOTES)(.+\.(md|yaml|yml))\Z")

_ASKED = re.compile(r"^variable:[ \t]*[\"']?([a-z][a-z0-9_]*)", re.MULTILINE)


class ModuleReader:
    """Reads one module; everything that is wrong in it is noted."""

    def __init__(
        self,
        folder: Folder,
        module_id: str,
        codes: Collection[str] | None,
        findings: Findings,
        *,
        shared: tuple[Folder, ...] = (),
    ) -> None:
        """``shared`` are the media folders of the module that this one translates."""
        self._folder = folder
        self._id = module_id
        self._codes = codes
        self._findings = findings
        self._files: list[TextFile] = []
        self._bank_source: YamlSource | None = None
        self.places: Places | None = None
        """Where the parts of the module stand, once it has been read."""
        media = folder.path / MEDIA
        inside = (Folder(media, folder.file_name(MEDIA), folder.pack),) if media.is_dir() else ()
        self.media = Media(inside, findings, shared)
        """The pictures, films and sound that its blocks name."""

    def read(self) -> Module | None:
        """The module, its variables not filled in yet; ``None`` when it cannot be built."""
        source = self._yaml(MODULE_FILE)
        given = parse(source, ModuleIn) if source else None
        if source is None or given is None:
            self._read_sections_anyway()
            return None
        self._check_head(source, given)
        files = self._section_files(source, given)
        writing = self._writing(given, files)
        texts = Texts(source, writing, self._codes, self.media)
        sections = [found for file in files if (found := read_section(file, texts))]
        self._check_ids(sections)
        whole = len(sections) == len(given.sections)
        if whole:
            self._check_quiz_block(sections, source)
        order = [s.section.id for s in sections] if whole else None
        bank = self._bank(source, given, writing, order)
        takeaways = self._takeaways(source, given, texts)
        self._check_folder(given)
        self._hint_unused(source, given)
        if bank is None or self._bank_source is None:
            return None
        self.places = Places.of(source, self._bank_source, sections)
        return self._build(given, texts, [s.section for s in sections], bank, takeaways)

    def _writing(self, given: ModuleIn, files: Iterable[TextFile]) -> Writing:
        """What the module's texts may refer to."""
        filled = {name for name, variable in given.variables.items() if variable.default}
        return Writing(
            references={r.id: n for n, r in enumerate(given.references, start=1)},
            variables=frozenset(filled) | BUILT_IN_VARIABLES,
            blanks=frozenset(given.variables) - filled,
            terms={term.id: " ".join(term.term.split()) for term in given.glossary},
            module_id=given.id,
            sections=frozenset(name for file in files if (name := id_in(file))),
            takeaways=frozenset(name.removesuffix(".md") for name in given.takeaways),
        )

    def _yaml(self, name: str) -> YamlSource | None:
        file = self._read(name)
        return read_yaml(file, self._findings) if file else None

    def _read(self, name: str, folder: Folder | None = None) -> TextFile | None:
        file = (folder or self._folder).read(name, self._findings)
        if file:
            self._files.append(file)
        return file

    def _read_sections_anyway(self) -> None:
        """So that an author sees all mistakes at once, also when ``module.yaml`` has one."""
        for path in self._folder.entries(self._findings):
            if path.suffix == ".md" and path.name[:2].isdigit():
                file = self._read(path.name)
                if file:
                    source = YamlSource(file, self._findings)
                    read_section(file, Texts(source, Writing(guess=True), self._codes, self.media))

    def _check_head(self, source: YamlSource, given: ModuleIn) -> None:
        if given.id != self._id:
            source.mistake(("id",), f"the folder is called `{self._id}`; make the id the same")
        for name, variable in given.variables.items():
            here = ("variables", name)
            if name in BUILT_IN_VARIABLES:
                source.mistake(here, f"`{name}` is filled in by the tool; take another name")
            if variable.default and "{{" in variable.default:
                source.mistake((*here, "default"), "a default is plain words, without variables")

    def _section_files(self, source: YamlSource, given: ModuleIn) -> list[TextFile]:
        return self._listed(self._folder, source, "sections", given.sections)

    def _takeaways(self, source: YamlSource, given: ModuleIn, texts: Texts) -> list[Takeaway]:
        path = self._folder.path / TAKEAWAYS
        folder = Folder(path, self._folder.file_name(TAKEAWAYS), self._folder.pack)
        files = self._listed(folder, source, TAKEAWAYS, given.takeaways)
        if path.is_dir():
            self._check_listed(folder, given.takeaways, TAKEAWAYS)
        return [found for file in files if (found := read_takeaway(file, texts))]

    def _listed(
        self, folder: Folder, source: YamlSource, key: str, names: Iterable[str]
    ) -> list[TextFile]:
        """The files that ``module.yaml`` lists under a key, in their order."""
        found: list[TextFile] = []
        seen: set[str] = set()
        for number, name in enumerate(names):
            where = (key, number)
            if name in seen:
                source.mistake(where, f"{name} is listed twice; keep one")
            elif not folder.has(name):
                entries = folder.entries(self._findings) if folder.path.is_dir() else []
                hint = did_you_mean(name, [path.name for path in entries])
                source.mistake(where, f"there is no file {name} in {folder.name}{hint}")
            elif file := self._read(name, folder):
                found.append(file)
            seen.add(name)
        return found

    def _check_ids(self, read: Iterable[ReadSection]) -> None:
        sections: dict[str, str] = {}
        blocks: dict[str, str] = {}
        for item in read:
            self._check_new(sections, "section", item.section.id, item, item.id_line)
            for name, line in item.block_lines.items():
                self._check_new(blocks, "block", name, item, line)

    def _check_quiz_block(self, read: list[ReadSection], source: YamlSource) -> None:
        found = [(n, item, line) for n, item in enumerate(read) for line in item.quizzes]
        if not found:
            source.mistake(("quiz",), "no section holds the quiz; add a block ```{quiz} final")
        for number, item, line in found[:1]:
            if number < len(read) - 2:
                self._findings.mistake(
                    item.file.name,
                    line,
                    "the quiz stands in the last section, or right before a closing one",
                )
        for _, item, line in found[1:]:
            self._findings.mistake(item.file.name, line, "a module has one quiz; delete this block")

    def _check_new(
        self, seen: dict[str, str], what: str, name: str, item: ReadSection, line: int
    ) -> None:
        if name in seen:
            message = f"another {what} is called `{name}`, in {seen[name]}; rename one"
            self._findings.mistake(item.file.name, line, message)
        seen.setdefault(name, item.file.name)

    def _bank(
        self, source: YamlSource, given: ModuleIn, writing: Writing, order: list[str] | None
    ) -> QuizBank | None:
        if not self._folder.has(given.quiz.file):
            source.mistake(("quiz", "file"), f"there is no file {given.quiz.file} in the folder")
            return None
        bank_source = self._bank_source = self._yaml(given.quiz.file)
        bank = parse(bank_source, BankIn) if bank_source else None
        if bank_source is None or bank is None:
            return None
        if given.quiz.draw > len(bank.questions):
            source.mistake(
                ("quiz", "draw"),
                f"{given.quiz.draw} questions are drawn from {len(bank.questions)}; draw fewer, or "
                f"add questions to {given.quiz.file}",
            )
        texts = Texts(bank_source, replace(writing, terms=None), self._codes)
        texts.unique("question", [q.id for q in bank.questions], "questions")
        return QuizBank(
            questions=tuple(_question(n, q, texts, order) for n, q in enumerate(bank.questions)),
            draw=given.quiz.draw,
            pass_mark=given.quiz.pass_mark,
            section_order=tuple(order or ()),
        )

    def _check_folder(self, given: ModuleIn) -> None:
        known = {MODULE_FILE, given.quiz.file, *given.sections}
        self._check_listed(self._folder, known, "sections")
        for name in self.media.unused("\n".join(file.text for file in self._files)):
            self._findings.mistake(name, 1, "no block names this file; name it or delete it")

    def _check_listed(self, folder: Folder, known: Collection[str], key: str) -> None:
        """A file that nothing refers to is forgotten work, or a name misspelt elsewhere."""
        for path in folder.entries(self._findings):
            if path.name not in known and _LISTED.match(path.name):
                self._findings.mistake(
                    folder.file_name(path.name),
                    1,
                    f"module.yaml does not list this file under `{key}`; add it there or move it",
                )

    def _hint_unused(self, source: YamlSource, given: ModuleIn) -> None:
        text = "\n".join(file.text for file in self._files)
        for number, term in enumerate(given.glossary):
            if f"[[{term.id}]]" not in text and f"[[{term.id}|" not in text:
                source.hint(("glossary", number, "id"), f"the term `{term.id}` is marked nowhere")
        used = set(variables_in(text)) | set(_ASKED.findall(text))
        for name in given.variables:
            if name not in used:
                source.hint(("variables", name), f"the variable `{name}` is used nowhere")

    def _build(
        self,
        given: ModuleIn,
        texts: Texts,
        sections: list[Section],
        bank: QuizBank,
        takeaways: list[Takeaway],
    ) -> Module:
        texts.unique("outcome", [outcome.id for outcome in given.outcomes], "outcomes")
        texts.unique("term", [term.id for term in given.glossary], "glossary")
        texts.unique("reference", [reference.id for reference in given.references], "references")
        return Module(
            id=given.id,
            title=texts.plain(given.title, "title"),
            version=given.version,
            language=given.language,
            follows=texts.plain(given.follows, "follows"),
            minutes=given.minutes,
            hours=given.hours,
            summary=texts.line(given.summary, "summary"),
            prior_knowledge=texts.line(given.prior_knowledge, "prior_knowledge"),
            outcomes=_outcomes(given, texts),
            variables=tuple(
                Variable(name, " ".join((v.default or "").split()), " ".join(v.about.split()))
                for name, v in given.variables.items()
            ),
            references=tuple(
                Reference(r.id, n + 1, texts.line(r.citation, "references", n, "citation"))
                for n, r in enumerate(given.references)
            ),
            sections=tuple(sections),
            quiz=bank,
            digest=_digest(self._files, self.media.digests),
            glossary=_glossary(given, texts),
            takeaways=tuple(takeaways),
            translations=given.translations,
        )


def _glossary(given: ModuleIn, texts: Texts) -> tuple[Term, ...]:
    """The terms; their meanings mark no terms themselves."""
    plain = replace(texts, writing=replace(texts.writing, terms=None))
    return tuple(
        Term(
            id=term.id,
            term=plain.plain(term.term, "glossary", number, "term"),
            meaning=plain.line(term.meaning, "glossary", number, "meaning"),
        )
        for number, term in enumerate(given.glossary)
    )


def _outcomes(given: ModuleIn, texts: Texts) -> tuple[LearningOutcome, ...]:
    return tuple(
        LearningOutcome(
            id=outcome.id,
            text=texts.line(outcome.text, "outcomes", number, "text"),
            standards=texts.standards(outcome.standards, "outcomes", number, "standards"),
        )
        for number, outcome in enumerate(given.outcomes)
    )


def _question(
    number: int, given: BankQuestionIn, texts: Texts, order: list[str] | None
) -> BankQuestion:
    here = ("questions", number)
    if order is not None and given.section not in order:
        hint = did_you_mean(given.section, order)
        texts.source.mistake((*here, "section"), f"there is no section `{given.section}`{hint}")
    prompt: Html = texts.block(given.prompt, *here, "prompt")
    return BankQuestion(
        id=given.id,
        prompt=prompt,
        options=build_options(given.options, given.several, texts, *here),
        section=given.section,
        standards=texts.standards(given.standards, *here, "standards"),
        several=given.several,
    )


def _digest(files: Iterable[TextFile], media: Mapping[str, str]) -> str:
    """SHA-256 over names with texts, or with digests; each is preceded by its length."""
    found = hashlib.sha256()
    pairs = sorted((file.name, file.text) for file in files) + sorted(media.items())
    for part in (word.encode() for pair in pairs for word in pair):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
