"""Fill in once the words that a provider uses: names of things, answers to mentors' questions.

They stand in every module that has a variable of that name (``docs/pack-format.md``). Each change
is kept, with who made it. Two people may work on the list at once: a change counts when the word
is still what the person saw; where it is not, nothing is saved and both see what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, func, select

from lti_tool.content.files import UNPRINTABLE
from lti_tool.content.findings import did_you_mean
from lti_tool.content.wording import Use, Word, questions_asked, uses_of, words_of
from lti_tool.domain.modules import Module
from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider, WordChange
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

LONGEST_WORD = 200
"""Characters in the name of a thing: it stands in the middle of sentences."""
LONGEST_ANSWER = 1_000
"""Characters in the answer to a question, which stands in a box of its own."""
HISTORY_SIZE = 20
"""Changes of one word that are shown."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change; ``value`` is empty where the default was put back."""

    value: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProviderWord:
    """A word with the provider's own value, empty while there is none."""

    name: str
    about: str
    defaults: tuple[str, ...]
    """What the modules say until it is filled in: one thing, or where packs differ several."""
    modules: tuple[tuple[str, str], ...]
    is_question: bool
    """Whether mentors are told to ask for it until it is answered."""
    asked: tuple[str, ...]
    value: str
    changed: Changed | None

    @property
    def longest(self) -> int:
        """Characters that it may have."""
        return LONGEST_ANSWER if self.is_question else LONGEST_WORD


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words that belong together: those of one module, or of several."""

    title: str
    words: tuple[ProviderWord, ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """Everything that a provider can fill in, questions and names apart."""

    questions: tuple[WordGroup, ...]
    names: tuple[WordGroup, ...]

    @property
    def words(self) -> tuple[ProviderWord, ...]:
        """All of them, in the order shown."""
        groups = (*self.questions, *self.names)
        return tuple(word for group in groups for word in group.words)

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return sum(len(group.words) for group in self.questions)

    @property
    def unanswered(self) -> int:
        """How many of them have no answer."""
        return sum(not word.value for group in self.questions for word in group.words)


@dataclass(frozen=True, slots=True)
class WordUses:
    """One word, where it stands, and how it came to be what it is."""

    word: ProviderWord
    modules: tuple[tuple[str, tuple[tuple[str, tuple[Use, ...]], ...]], ...]
    """By the title of a module, then of a page, the lines in which it stands."""
    history: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form sends for one word: what it ``was`` when the page was opened, and is to be."""

    name: str
    was: str
    value: str


class ChangedMeanwhile(Conflict):
    """Somebody else has saved other values; ``values`` are those, by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        super().__init__(
            "Somebody else has changed some of these words since you opened the page. Nothing has "
            "been saved yet: please look at both, and save again."
        )


def words_page(house: House, visit: Visit) -> WordsPage:
    """What the visitor's provider can fill in.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        return _page(house, _words(house, unit, _provider(unit, visit)))


def unanswered(house: House, visit: Visit) -> int:
    """How many questions the visitor's provider has not answered; needs no database."""
    asked = (word.name for word in words_of(house.library.unfilled) if word.is_question)
    return sum(not visit.variables.get(name, "") for name in asked)


def word_uses(house: House, visit: Visit, name: str) -> WordUses:
    """Where one word stands.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: no module has such a word.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        provider = _provider(unit, visit)
        for word in _words(house, unit, provider):
            if word.name == name:
                uses = uses_of(name, house.library.unfilled, provider.variables)
                return WordUses(word, _by_module(uses), _history(unit, provider.id, name))
    raise NotFound("There is no such word in the modules.")


def _by_module(
    uses: Iterable[Use],
) -> tuple[tuple[str, tuple[tuple[str, tuple[Use, ...]], ...]], ...]:
    return tuple(
        (title, tuple((page, tuple(lines)) for page, lines in groupby(found, lambda u: u.page)))
        for title, found in groupby(uses, lambda use: use.module_title)
    )


def save_words(house: House, visit: Visit, filled: Sequence[Filled]) -> int:
    """Save whatever was changed in a form, all of it or nothing; how many words that is.

    Raises:
        NotAllowed: the visitor is not of the office.
        InvalidInput: words that cannot be shown as they are, by name.
        ChangedMeanwhile: somebody else has changed one of them since.
    """
    _only_office(visit)
    known = {word.name: word for word in words_of(house.library.unfilled)}
    meant = [one for one in filled if one.name in known and one.value != one.was]
    values = _checked({known[one.name]: one.value for one in meant})
    with house.units.writing() as unit:
        provider = _provider(unit, visit, change=True)
        current = {one.name: provider.variables.get(one.name, "") for one in meant}
        meanwhile = {
            one.name: current[one.name]
            for one in meant
            if current[one.name] not in {one.was, values[one.name]}
        }
        if meanwhile:
            raise ChangedMeanwhile(meanwhile)
        return _keep(unit, provider, values, by=visit.person_id)


def provider_words(house: House, slug: str) -> tuple[ProviderWord, ...]:
    """Everything that a provider can fill in, for whoever runs the installation.

    Raises:
        NotFound: there is no such provider.
    """
    with house.units.reading() as unit:
        return _words(house, unit, _named(unit, slug))


def set_provider_words(house: House, slug: str, values: Mapping[str, str]) -> int:
    """Set words for a provider, or with an empty value unset them; how many that changes.

    Raises:
        NotFound: there is no such provider.
        InvalidInput: a word that no module has, or that cannot be shown as it is.
    """
    known = {word.name: word for word in words_of(house.library.unfilled)}
    for name in values:
        if name not in known:
            hint = did_you_mean(name, known)
            raise InvalidInput({name: f"no module has a variable `{name}`{hint}"})
    checked = _checked({known[name]: value for name, value in values.items()})
    with house.units.writing() as unit:
        return _keep(unit, _named(unit, slug, change=True), checked, by=None)


def _keep(
    unit: UnitOfWork, provider: Provider, values: Mapping[str, str], *, by: str | None
) -> int:
    """Put the values in place; words of modules that are not offered now stay as they are."""
    before = provider.variables
    changed = {name: value for name, value in values.items() if before.get(name, "") != value}
    merged = {**before, **changed}
    provider.variables = {name: value for name, value in merged.items() if value}
    for name, value in changed.items():
        unit.session.add(
            WordChange(provider_id=provider.id, name=name, value=value, by=by, at=unit.now)
        )
    return len(changed)


def _checked(values: Mapping[Word, str]) -> dict[str, str]:
    """The values on one line each, plain text that fits."""
    found: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for word, value in values.items():
        found[word.name] = " ".join(value.split())
        problem = _problem(found[word.name], LONGEST_ANSWER if word.is_question else LONGEST_WORD)
        if problem:
            wrong[word.name] = problem
    if wrong:
        raise InvalidInput(wrong)
    return found


def _problem(value: str, longest: int) -> str:
    if UNPRINTABLE.search(value):
        return "There is an invisible character in this; please type it anew."
    if len(value) > longest:
        return f"This is {len(value):,} characters long; please keep it to {longest:,}."
    if "{{" in value or "}}" in value:
        return "Please write the words themselves, without double curly brackets."
    return ""


def _words(house: House, unit: UnitOfWork, provider: Provider) -> tuple[ProviderWord, ...]:
    modules = house.library.unfilled
    last = _last_changes(unit, provider.id)
    asked = questions_asked(modules, provider.variables)
    return tuple(
        ProviderWord(
            name=word.name,
            about=word.about,
            defaults=tuple(default for default in word.defaults if default),
            modules=word.modules,
            is_question=word.is_question,
            asked=tuple(asked.get(word.name, ())),
            value=provider.variables.get(word.name, ""),
            changed=last.get(word.name),
        )
        for word in words_of(modules)
    )


def _page(house: House, words: Iterable[ProviderWord]) -> WordsPage:
    words = tuple(words)
    modules = house.library.unfilled
    return WordsPage(
        questions=_groups([word for word in words if word.is_question], modules),
        names=_groups([word for word in words if not word.is_question], modules),
    )


def _groups(words: Sequence[ProviderWord], modules: Iterable[Module]) -> tuple[WordGroup, ...]:
    """First what several modules say, then what only one does, in the modules' order."""
    groups = [WordGroup("In several modules", tuple(w for w in words if len(w.modules) > 1))]
    for module in modules:
        own = tuple(word for word in words if word.modules == ((module.id, module.title),))
        groups.append(WordGroup(module.title, own))
    return tuple(group for group in groups if group.words)


def _last_changes(unit: UnitOfWork, provider_id: str) -> dict[str, Changed]:
    """The last change of each word."""
    last = (
        select(WordChange.name, func.max(WordChange.at).label("at"))
        .where(WordChange.provider_id == provider_id)
        .group_by(WordChange.name)
        .subquery()
    )
    query = (
        select(WordChange, Person.name)
        .join(last, and_(last.c.name == WordChange.name, last.c.at == WordChange.at))
        .outerjoin(Person, Person.id == WordChange.by)
        .where(WordChange.provider_id == provider_id)
    )
    return {row.WordChange.name: _changed(*row) for row in unit.session.execute(query)}


def _history(unit: UnitOfWork, provider_id: str, name: str) -> tuple[Changed, ...]:
    query = (
        select(WordChange, Person.name)
        .outerjoin(Person, Person.id == WordChange.by)
        .where(WordChange.provider_id == provider_id, WordChange.name == name)
        .order_by(WordChange.at.desc())
        .limit(HISTORY_SIZE)
    )
    return tuple(_changed(*row) for row in unit.session.execute(query))


def _changed(change: WordChange, name: str | None) -> Changed:
    by = name or "the office" if change.by else "whoever runs this installation"
    return Changed(change.value, by, change.at)


def _provider(unit: UnitOfWork, visit: Visit, *, change: bool = False) -> Provider:
    return unit.session.get_one(Provider, visit.provider_id, with_for_update=change or None)


def _named(unit: UnitOfWork, slug: str, *, change: bool = False) -> Provider:
    query = select(Provider).where(Provider.slug == slug)
    provider = unit.session.scalar(query.with_for_update() if change else query)
    if provider is None:
        raise NotFound(f"There is no provider {slug!r}; add it with: mentor-modules provider add")
    return provider


def _only_office(visit: Visit) -> None:
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("These words are for the partnership office to fill in.")
