"""The words that a provider fills in once: every variable of some modules, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lti_tool.content.reading import texts_in
from lti_tool.domain.modules import Ask, Module, Section
from lti_tool.domain.texts import filled, variables_in


@dataclass(frozen=True, slots=True)
class Use:
    """One line in which a variable stands, between the ``pieces``; other variables are filled in.

    Where it is the answer to an ``ask`` box, ``asks`` is what the box asks.
    """

    module_title: str
    page: str
    pieces: tuple[str, ...]
    default: str
    """What stands there until the provider fills the variable in."""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A variable by its name, as the modules that have it declare it.

    Modules of different packs may have different ``defaults``; where one has none, it is asked for.
    """

    name: str
    about: str
    defaults: tuple[str, ...]
    modules: tuple[tuple[str, str], ...]
    """Id and title of each module that has it, in order."""

    @property
    def is_question(self) -> bool:
        """Whether mentors are told to ask for it until the provider has answered."""
        return "" in self.defaults


def words_of(modules: Iterable[Module]) -> tuple[Word, ...]:
    """Every variable of the modules once, in the order in which they declare them."""
    found: dict[str, Word] = {}
    for module in modules:
        for variable in module.variables:
            word = found.get(variable.name) or Word(variable.name, variable.about, (), ())
            found[word.name] = replace(
                word,
                defaults=tuple(dict.fromkeys((*word.defaults, variable.default))),
                modules=(*word.modules, (module.id, module.title)),
            )
    return tuple(found.values())


def uses_of(name: str, modules: Iterable[Module], values: Mapping[str, str]) -> tuple[Use, ...]:
    """Where a variable stands in modules that are not filled in; ``values`` are a provider's."""
    token = re.compile(rf"\{{\{{ *{re.escape(name)} *\}}\}}")
    return tuple(
        Use(
            module_title=module.title,
            page=page,
            pieces=tuple(token.split(filled(line, others))),
            default=variable.default,
            asks=filled(asks, others),
        )
        for module in modules
        for variable in module.variables
        if variable.name == name
        for others in [_values(module, values, but=name)]
        for page, line, asks in _lines(name, module)
    )


def _values(module: Module, values: Mapping[str, str], *, but: str = "") -> dict[str, str]:
    own = {v.name: values.get(v.name) or v.default for v in module.variables if v.name != but}
    return own | {"pass_mark": str(module.quiz.pass_mark), "draw": str(module.quiz.draw)}


def questions_asked(modules: Iterable[Module], values: Mapping[str, str]) -> dict[str, list[str]]:
    """What the ``ask`` boxes ask, each once, by the name of the variable that answers it."""
    found: dict[str, list[str]] = {}
    for module in modules:
        own = _values(module, values)
        for _, ask in _asks(module):
            text = filled(ask.text.plain, own)
            for name in variables_in(ask.answer):
                if text not in found.setdefault(name, []):
                    found[name].append(text)
    return found


def _lines(name: str, module: Module) -> Iterator[tuple[str, str, str]]:
    """Page, line of text, and what is asked there."""
    asked = [(s, ask) for s, ask in _asks(module) if name in variables_in(ask.answer)]
    answers = {id(ask.answer) for _, ask in asked}
    for page, part in _parts(module):
        for text in texts_in(part):
            if "{{" in text and id(text) not in answers:
                for line in text.plain.split("\n"):
                    if name in variables_in(line):
                        yield page, line, ""
    for section, ask in asked:
        yield section.title, ask.answer, ask.text.plain


def _parts(module: Module) -> Iterator[tuple[str, object]]:
    yield "The module's first page", (module.summary, module.prior_knowledge, module.outcomes)
    for section in module.sections:
        yield section.title, section.blocks
    yield "The quiz", module.quiz.questions
    yield "The glossary", module.glossary
    for takeaway in module.takeaways:
        yield f"The sheet “{takeaway.title}”", (takeaway.about, takeaway.parts)


def _asks(module: Module) -> Iterator[tuple[Section, Ask]]:
    for section in module.sections:
        for block in section.blocks:
            if isinstance(block, Ask):
                yield section, block
