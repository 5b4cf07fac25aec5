"""The bar: whether a module is good enough to publish (``docs/pack-format.md``, "The bar").

One function for each clause. A module below the bar can still be used: packs are loaded unless they
have mistakes, and only ``mentor-modules content check`` measures the bar as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lti_tool.content.places import Place, Places
from lti_tool.content.reading import reading_grade, section_text, texts_in
from lti_tool.domain.modules import (
    Ask,
    Audio,
    BankQuestion,
    Block,
    Checklist,
    Compare,
    Figure,
    Module,
    Note,
    Outcome,
    Prose,
    Question,
    QuizBlock,
    Reflection,
    Reveal,
    Scenario,
    Section,
    Sort,
    Variable,
    Video,
)
from lti_tool.errors import Mistake

SHORTEST, LONGEST = 30, 60
"""Minutes that a module takes in all."""
FEWEST_OUTCOMES = 3
FEWEST_SECTIONS = 6
MOST_WORDS = 350
"""Words on end without anything to do, see or open."""
FEWEST_SCENARIOS = 2
FEWEST_QUESTIONS = 15
FEWEST_DRAWN = 10
FEWEST_REFLECTIONS = 2
HARDEST = 10.0
"""The highest Flesch–Kincaid grade of a section."""

_TO_DO = (Question, Scenario, Reflection, Sort, QuizBlock, Checklist, Reveal)
_ONLY_READ = (Prose, Note, Ask)
_WITH_ALTERNATIVES = (Figure, Video, Audio)
"""Their long texts are opened by those who want them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A module with its variables filled in, and where its parts stand."""

    module: Module
    places: Places

    def blocks(self) -> Iterator[tuple[Place, Block]]:
        """Every block of every section, with its place."""
        for section in self.module.sections:
            yield from self.blocks_of(section)

    def blocks_of(self, section: Section) -> Iterator[tuple[Place, Block]]:
        """The blocks of one section, each with its place."""
        for number, block in enumerate(section.blocks):
            yield self.places.block(section.id, number), block

    def questions(self) -> Iterator[tuple[int, BankQuestion]]:
        """The questions of the bank, numbered from 0."""
        yield from enumerate(self.module.quiz.questions)


def below_the_bar(found: Measured) -> list[Mistake]:
    """Everything in which a module misses the bar, clause by clause."""
    return [finding for clause in CLAUSES for finding in clause(found)]


def takes_an_evening(found: Measured) -> Iterator[Mistake]:
    """30 to 60 minutes in all, the sections' minutes adding up to the module's."""
    minutes, place = found.module.minutes, found.places.head("minutes")
    if not SHORTEST <= minutes <= LONGEST:
        yield _at(place, f"a module takes {SHORTEST} to {LONGEST} minutes, and this one {minutes}")
    total = sum(section.minutes for section in found.module.sections)
    if total != minutes:
        message = f"the sections take {total} minutes together, and the module says {minutes}"
        yield _at(place, f"{message}; make them agree")


def outcomes_are_mapped(found: Measured) -> Iterator[Mistake]:
    """Three outcomes or more, each mapped to standards."""
    outcomes = found.module.outcomes
    if len(outcomes) < FEWEST_OUTCOMES:
        message = f"a module has {FEWEST_OUTCOMES} outcomes or more, and this one {len(outcomes)}"
        yield _at(found.places.head("outcomes"), message)
    for number, outcome in enumerate(outcomes):
        if not outcome.standards:
            message = f"the outcome {outcome.id} is mapped to no standard; add `standards`"
            yield _at(found.places.head("outcomes", number), message)


def sections_ask_for_something(found: Measured) -> Iterator[Mistake]:
    """Six sections or more, something to do in each."""
    sections = found.module.sections
    if len(sections) < FEWEST_SECTIONS:
        message = f"a module has {FEWEST_SECTIONS} sections or more, and this one {len(sections)}"
        yield _at(found.places.head("sections"), message)
    for section in sections:
        if not any(isinstance(block, _TO_DO) for block in section.blocks):
            message = (
                f"there is nothing to do in the section `{section.id}`; add a question, a story, "
                "something to sort, to write, to think about or to tick off"
            )
            yield _at(found.places.section(section.id), message)


def reading_is_broken_up(found: Measured) -> Iterator[Mistake]:
    """Never more than 350 words on end without anything to do, see or open."""
    for section in found.module.sections:
        for place, words in _stretches(found.blocks_of(section)):
            if words > MOST_WORDS:
                message = (
                    f"{words} words on end begin here, and {MOST_WORDS} are the most; put "
                    "something to do, to see or to open between them"
                )
                yield _at(place, message)


def _stretches(blocks: Iterable[tuple[Place, Block]]) -> Iterator[tuple[Place, int]]:
    """Where each stretch of mere reading begins, and its words; long texts of activities too."""
    begins: Place | None = None
    words = 0
    for place, block in blocks:
        if isinstance(block, _ONLY_READ):
            begins = begins or place
            words += sum(text.words for text in texts_in(block))
            continue
        if begins:
            yield begins, words
        begins, words = None, 0
        if not isinstance(block, _WITH_ALTERNATIVES):
            yield place, max((text.words for text in texts_in(block)), default=0)
    if begins:
        yield begins, words


def scenarios_end_well_and_badly(found: Measured) -> Iterator[Mistake]:
    """Two scenarios or more, each with a good and a worse ending."""
    stories = [(place, b) for place, b in found.blocks() if isinstance(b, Scenario)]
    if len(stories) < FEWEST_SCENARIOS:
        message = f"a module has {FEWEST_SCENARIOS} scenarios or more, and this one {len(stories)}"
        yield _at(found.places.head("sections"), message)
    for place, story in stories:
        endings = {step.outcome for step in story.steps if step.outcome}
        if Outcome.GOOD not in endings:
            yield _at(place, f"no ending of `{story.id}` is good; let a mentor get there")
        if not endings - {Outcome.GOOD}:
            message = f"every ending of `{story.id}` is good; let a choice end worse than another"
            yield _at(place, message)


def examples_stand_side_by_side(found: Measured) -> Iterator[Mistake]:
    """A weak and a better example side by side."""
    if not any(isinstance(block, Compare) for _, block in found.blocks()):
        message = "no section sets a weak example beside a better one; add a `compare` block"
        yield _at(found.places.head("sections"), message)


def bank_is_large(found: Measured) -> Iterator[Mistake]:
    """A bank of 15 questions or more, 10 or more of them drawn."""
    quiz = found.module.quiz
    if len(quiz.questions) < FEWEST_QUESTIONS:
        message = f"a quiz has {FEWEST_QUESTIONS} questions or more, and this {len(quiz.questions)}"
        yield _at(found.places.bank("questions"), message)
    if quiz.draw < FEWEST_DRAWN:
        message = f"{FEWEST_DRAWN} questions or more are drawn, and here {quiz.draw}"
        yield _at(found.places.head("quiz", "draw"), message)


def questions_are_mapped(found: Measured) -> Iterator[Mistake]:
    """Each question mapped to standards."""
    for number, question in found.questions():
        if not question.standards:
            message = f"the question `{question.id}` is mapped to no standard; add `standards`"
            yield _at(found.places.bank("questions", number), message)


def every_answer_teaches(found: Measured) -> Iterator[Mistake]:
    """Feedback that is not the same for two options."""
    for number, question in found.questions():
        seen: set[str] = set()
        for option_number, option in enumerate(question.options):
            feedback = " ".join(option.feedback.plain.casefold().split())
            if feedback in seen:
                here = ("questions", number, "options", option_number, "feedback")
                message = (
                    f"another option of `{question.id}` has this very feedback; say what is right "
                    "or wrong with each"
                )
                yield _at(found.places.bank(*here), message)
            seen.add(feedback)


def reflections_are_tagged(found: Measured) -> Iterator[Mistake]:
    """Two reflections or more, tagged with standards."""
    asked = [(place, b) for place, b in found.blocks() if isinstance(b, Reflection)]
    if len(asked) < FEWEST_REFLECTIONS:
        message = f"a module has {FEWEST_REFLECTIONS} reflections or more, and this {len(asked)}"
        yield _at(found.places.head("sections"), message)
    for place, reflection in asked:
        if not reflection.standards:
            message = f"the reflection `{reflection.id}` is tagged with no standard"
            yield _at(place, f"{message}; add `standards`")


def something_is_shown(found: Measured) -> Iterator[Mistake]:
    """A picture with its description."""
    if not any(isinstance(block, Figure) for _, block in found.blocks()):
        message = "no section shows a picture; add a `figure` block, with its description"
        yield _at(found.places.head("sections"), message)


def something_is_taken_away(found: Measured) -> Iterator[Mistake]:
    """A sheet to print."""
    if not found.module.takeaways:
        message = "there is no sheet to print; add one in takeaways/, and list it here"
        yield _at(found.places.head("takeaways"), message)


def sources_are_cited(found: Measured) -> Iterator[Mistake]:
    """References, all of them cited."""
    references = found.module.references
    if not references:
        message = "the module names no source; add `references`, and cite them as [@id]"
        yield _at(found.places.head("references"), message)
    texts = list(texts_in(found.module))
    for number, reference in enumerate(references):
        if not any(f'href="#ref-{reference.id}"' in text for text in texts):
            message = f"the reference `{reference.id}` is cited nowhere; cite it, or take it out"
            yield _at(found.places.head("references", number, "id"), message)


def reading_is_easy(found: Measured) -> Iterator[Mistake]:
    """A Flesch–Kincaid grade of 10 or lower for every section, and for the quiz.

    The grade is one of English: of modules in other languages nothing is said.
    """
    module = found.module
    if not in_english(module):
        return
    advice = f"{HARDEST:g} is the highest; shorten its longest sentences, and use plainer words"
    terms = [term.term for term in module.glossary]
    for section in module.sections:
        grade = reading_grade(section_text(section), terms)
        if grade > HARDEST:
            message = f"the section `{section.id}` reads at grade {grade}, and {advice}"
            yield _at(found.places.section(section.id), message)
    grade = reading_grade(section_text(module.quiz), terms)
    if grade > HARDEST:
        message = f"the questions read at grade {grade}, and {advice}"
        yield _at(found.places.bank("questions"), message)


def in_english(module: Module) -> bool:
    """Whether the module is written in English, of any country."""
    return module.language.split("-")[0] == "en"


CLAUSES: Sequence[Callable[[Measured], Iterator[Mistake]]] = (
    takes_an_evening,
    outcomes_are_mapped,
    sections_ask_for_something,
    reading_is_broken_up,
    scenarios_end_well_and_badly,
    examples_stand_side_by_side,
    bank_is_large,
    questions_are_mapped,
    every_answer_teaches,
    reflections_are_tagged,
    something_is_shown,
    something_is_taken_away,
    sources_are_cited,
    reading_is_easy,
)
"""What is measured of one module; :func:`variables_that_differ` looks at several."""


def variables_that_differ(modules: Sequence[Module], places: Mapping[str, Places]) -> list[Mistake]:
    """Variables that do not say the same in every module of a pack: a provider sets them once.

    What most modules say, or the first of them, is taken to be meant.
    """
    said: dict[tuple[str, str], dict[str, Variable]] = {}
    for module in modules:
        for variable in module.variables:
            pack = module.id.split("/")[0]
            said.setdefault((pack, variable.name), {})[module.id] = variable
    return [
        _at(places[module_id].head("variables", variable.name), message)
        for uses in said.values()
        for module_id, variable, message in _differing(uses)
    ]


def _differing(uses: Mapping[str, Variable]) -> Iterator[tuple[str, Variable, str]]:
    """The modules, by id, in which a variable says something else than in most."""
    meant = Counter(uses.values()).most_common(1)[0][0]
    elsewhere = next(module_id for module_id, variable in uses.items() if variable == meant)
    for module_id, variable in uses.items():
        if variable != meant:
            what = "default" if variable.default != meant.default else "about"
            own, other = getattr(variable, what), getattr(meant, what)
            yield (
                module_id,
                variable,
                f"the `{what}` of `{variable.name}` is {_quoted(own)} here and {_quoted(other)} in "
                f"{elsewhere}; make them the same, since a provider fills it in once",
            )


def _quoted(words: str) -> str:
    return f'"{words}"' if words else "missing"


def _at(place: Place, message: str) -> Mistake:
    return Mistake(place.file, place.line, message)
