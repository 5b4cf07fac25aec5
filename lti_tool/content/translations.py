"""A module in other languages: read as the module itself is, then held against it.

Progress is one and the same in every language, so that everything that is kept of a mentor's work
(ids, numbers of options, what is right) must mean the same in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.media import Media, MediaFile
from lti_tool.content.modules import MODULE_FILE, ModuleReader
from lti_tool.content.places import Place, Places
from lti_tool.content.sameness import Facts, facts_of, said
from lti_tool.content.takeaways import TAKEAWAYS
from lti_tool.domain.modules import Activity, BankQuestion, Module, Prose, Section, Takeaway


@dataclass(frozen=True, slots=True)
class Translation:
    """A module in another language, its variables not filled in yet, with its files to be shown."""

    module: Module
    media: Mapping[str, MediaFile]


class TranslationsReader:
    """Reads the translations of one module; everything that is wrong in them is noted."""

    def __init__(
        self, folder: Folder, codes: Collection[str] | None, media: Media, findings: Findings
    ) -> None:
        """``folder`` and ``media`` are the original's."""
        self._folder = folder
        self._codes = codes
        self._media = media
        self._findings = findings
        self._sound = True
        """Whether the original has no mistake: of half a module no translation could be true."""

    def read(self, original: Module, places: Places) -> list[Translation]:
        """The translations that could be read."""
        own = f"{self._folder.name}/"
        self._sound = not any(m.file.startswith(own) for m in self._findings.mistakes)
        self._check_listed(original)
        found = []
        for number, tag in enumerate(original.translations):
            problem = self._problem(original, number)
            if problem:
                place = places.head("translations", number)
                self._findings.mistake(place.file, place.line, problem)
                continue
            translation = self._one(original, tag)
            found += [translation] if translation else []
        return found

    def _check_listed(self, original: Module) -> None:
        """A folder that nothing refers to is forgotten work."""
        for path in self._folder.entries(self._findings):
            inner = Folder(path, self._folder.file_name(path.name), self._folder.pack)
            if path.is_dir() and inner.has(MODULE_FILE) and path.name not in original.translations:
                message = "module.yaml of the original does not list this folder: `translations`"
                self._findings.mistake(inner.file_name(MODULE_FILE), 1, message)

    def _problem(self, original: Module, number: int) -> str:
        tag = original.translations[number]
        if tag in original.translations[:number]:
            return f"{tag} is listed twice; keep one"
        if tag == original.language:
            return f"{tag} is the language of the module itself; delete it here"
        if not (self._folder.path / tag).is_dir():
            return f"there is no folder {tag} in {self._folder.name}"
        if not self._folder.inside(tag):
            return "this link leads out of the pack; put the folder itself into the pack"
        return ""

    def _one(self, original: Module, tag: str) -> Translation | None:
        folder = Folder(self._folder.path / tag, self._folder.file_name(tag), self._folder.pack)
        reader = ModuleReader(
            folder, original.id, self._codes, self._findings, shared=self._media.folders
        )
        module = reader.read()
        if module is None or reader.places is None:
            return None
        if self._sound:
            _Comparison(original, module, reader.places, self._findings).check(tag)
        others = (t for t in (original.language, *original.translations) if t != tag)
        return Translation(
            module=replace(module, language=tag, translations=tuple(others)),
            media=reader.media.files(tag, original.language),
        )


class _Comparison:
    """Notes every difference that would change what a mentor's work means."""

    def __init__(
        self, original: Module, translation: Module, places: Places, findings: Findings
    ) -> None:
        self._there = original
        self._here = translation
        self._places = places
        self._findings = findings

    def check(self, tag: str) -> None:
        """Compare everything; ``tag`` is the name of the translation's folder."""
        self._check_kind(tag)
        self._check_head()
        self._check_sections()
        self._check_quiz()
        self._check_takeaways()

    def _check_kind(self, tag: str) -> None:
        here, there, places = self._here, self._there, self._places
        if here.language != tag:
            self._mistake(places.head("language"), f"the folder is called {tag}; say so here too")
        if here.translations:
            message = "a translation has no translations of its own; list them in the original"
            self._mistake(places.head("translations"), message)
        if here.version != there.version:
            place = places.head("version")
            message = f"the translation is of {here.version}, the module of {there.version}"
            self._findings.hint(place.file, place.line, message)

    def _check_head(self) -> None:
        here, there, places = self._here, self._there, self._places
        self._same(places.head("minutes"), "minutes", here.minutes, there.minutes)
        self._same(places.head("hours"), "hours", f"{here.hours:g}", f"{there.hours:g}")
        self._ids(
            "outcome",
            [outcome.id for outcome in there.outcomes],
            [outcome.id for outcome in here.outcomes],
            lambda number: places.head("outcomes", number),
            places.head("outcomes"),
        )
        standards = {outcome.id: outcome.standards for outcome in there.outcomes}
        for number, outcome in enumerate(here.outcomes):
            place = places.head("outcomes", number)
            expected = standards.get(outcome.id, outcome.standards)
            self._same(place, f"standards of `{outcome.id}`", outcome.standards, expected)
        self._check_lists()

    def _check_lists(self) -> None:
        here, there, places = self._here, self._there, self._places
        names = [variable.name for variable in here.variables]
        self._ids(
            "variable",
            [variable.name for variable in there.variables],
            names,
            lambda number: places.head("variables", names[number]),
            places.head("variables"),
            ordered=False,
        )
        for what, key, ordered, theirs, ours in (
            ("reference", "references", True, there.references, here.references),
            ("term", "glossary", False, there.glossary, here.glossary),
            ("sheet", TAKEAWAYS, True, there.takeaways, here.takeaways),
        ):
            self._ids(
                what,
                [one.id for one in theirs],
                [one.id for one in ours],
                partial(places.head, key),
                places.head(key),
                ordered=ordered,
            )

    def _check_sections(self) -> None:
        here, there, places = self._here, self._there, self._places
        ids = [section.id for section in here.sections]
        self._ids(
            "section",
            [section.id for section in there.sections],
            ids,
            lambda number: places.section(ids[number]),
            places.head("sections"),
        )
        for section in here.sections:
            for original in there.sections:
                if original.id == section.id:
                    self._check_section(original, section)

    def _check_section(self, original: Section, section: Section) -> None:
        top = self._places.section(section.id)
        self._same(top, "minutes", section.minutes, original.minutes)
        placed = list(_numbered(section))
        self._ids(
            "block",
            [block.id for block in original.activities],
            [block.id for _, block in placed],
            lambda number: self._places.block(section.id, placed[number][0]),
            top,
        )
        originals = {block.id: block for block in original.activities}
        for number, block in placed:
            if block.id in originals:
                place = self._places.block(section.id, number)
                self._same_facts(place, block.id, facts_of(block), facts_of(originals[block.id]))

    def _check_quiz(self) -> None:
        here, there, places = self._here.quiz, self._there.quiz, self._places
        self._same(places.head("quiz", "draw"), "draw", here.draw, there.draw)
        self._same(places.head("quiz", "pass_mark"), "pass_mark", here.pass_mark, there.pass_mark)
        self._ids(
            "question",
            [question.id for question in there.questions],
            [question.id for question in here.questions],
            lambda number: places.bank("questions", number),
            places.bank(),
        )
        originals: dict[str, BankQuestion] = {q.id: q for q in there.questions}
        for number, question in enumerate(here.questions):
            if question.id in originals:
                place = places.bank("questions", number)
                expected = facts_of(originals[question.id])
                self._same_facts(place, question.id, facts_of(question), expected)

    def _check_takeaways(self) -> None:
        originals = {takeaway.id: takeaway for takeaway in self._there.takeaways}
        for takeaway in self._here.takeaways:
            if takeaway.id in originals:
                self._check_takeaway(originals[takeaway.id], takeaway)

    def _check_takeaway(self, original: Takeaway, takeaway: Takeaway) -> None:
        folder = self._places.head().file.rpartition("/")[0]
        place = Place(f"{folder}/{TAKEAWAYS}/{takeaway.id}.md", 1)
        self._same(place, "orientation", takeaway.orientation, original.orientation)
        theirs = {part.id: part for part in original.parts if not isinstance(part, Prose)}
        ours = {part.id: part for part in takeaway.parts if not isinstance(part, Prose)}
        self._ids("block", list(theirs), list(ours), lambda _: place, place)
        for name in ours.keys() & theirs.keys():
            self._same_facts(place, name, facts_of(ours[name]), facts_of(theirs[name]))

    def _ids(
        self,
        what: str,
        there: Sequence[str],
        here: Sequence[str],
        place_of: Callable[[int], Place],
        whole: Place,
        *,
        ordered: bool = True,
    ) -> None:
        """The same names, and where that matters in the same order."""
        for name in there:
            if name not in here:
                self._mistake(whole, f"the {what} `{name}` of the original is missing; add it")
        for number, name in enumerate(here):
            if name not in there:
                message = f"the original has no {what} `{name}`; make it one of the original's"
                self._mistake(place_of(number), message)
        if ordered and sorted(there) == sorted(here):
            for number, (ours, theirs) in enumerate(zip(here, there, strict=True)):
                if ours != theirs:
                    message = f"here the original has the {what} `{theirs}`; keep its order"
                    self._mistake(place_of(number), message)
                    return

    def _same_facts(self, place: Place, name: str, here: Facts, there: Facts) -> None:
        for what in {**there, **here}:
            self._same(place, f"{what} of `{name}`", here.get(what), there.get(what))

    def _same(self, place: Place, what: str, here: object, there: object) -> None:
        if here != there:
            message = f"{what}: {said(here)} here, but {said(there)} in the original"
            self._mistake(place, message)

    def _mistake(self, place: Place, message: str) -> None:
        self._findings.mistake(place.file, place.line, message)


def _numbered(section: Section) -> Iterator[tuple[int, Activity]]:
    for number, block in enumerate(section.blocks):
        if not isinstance(block, Prose):
            yield number, block
