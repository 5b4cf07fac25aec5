"""How hard a text is to read: the Flesch–Kincaid grade, the school year in the United States.

The formula is that of Kincaid, Fishburne, Rogers and Chissom (1975). Syllables are counted by the
groups of vowels, with the usual exceptions of English spelling: right for most words, and near
enough for a section of some hundred.

Only running text is measured, so that nothing makes a section look easier than it is: no headings,
cells and answers of a word or two, no sentences such as "Yes.", and nothing that somebody says in
quotation marks. A term of the glossary makes its sentence longer, but is not counted as hard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from lti_tool.domain.exhibits import Picture
from lti_tool.domain.modules import QuizBank, Section
from lti_tool.domain.texts import Html

SHORTEST_SENTENCE = 3
"""Words; shorter ones ("Yes.", "Not yet.") are left out."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+")
_SENTENCE = re.compile(r"[.!?…]+[\"'”’)\]]*(?:\s+|$)")
_RUNNING = re.compile(r"[.!?…:][\"'”’)\]]*$")
_QUOTED = re.compile(r"(?:“[^“”]*?([.!?…]?)”|\"[^\"]*?([.!?…]?)\")(\s+(?=[A-Z])|\s*$)?")
_SHORTENED = re.compile(r"\b(e\.g|i\.e|etc|n\.d|cf|vs|Dr|Mr|Mrs|Ms|St)\.(?=[\s,)])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[aeiouy]les?|[^szxcghlaeiou]es|[^tdaeiouy]ed|gues?)$")
_SILENT_INSIDE = re.compile(
    r"[aeiouy][^aeiouy]+(?<!^el)(?<!ppl)(?<!mpl)e(?=(?:ment|ful|less|ness|ly|thing|bod|guard|tabl))"
)
_TWO_SOUNDS = re.compile(
    r"ia(?!l$|ls$|n$|ns$|lly$)|io(?!n|us)|eo(?!n|us|p)|ua[^r]|uou|[^q]ui[^dlt]|ying|[aeou]ing"
    r"|(?:sc|per|[dlnpv])ien|quiet|(?:id|ar)ea|creat(?!u)|poe[mt]|[dsz]n['’]t$"
)


def reading_grade(text: str, terms: Iterable[str] = ()) -> float:
    """The Flesch–Kincaid grade, to one decimal; 0.0 for a text without running sentences.

    A line of ``text`` is a paragraph, an item of a list, a heading or a cell; ``terms`` are the
    words of a glossary.
    """
    sentences = list(_sentences(text))
    known = _any_of(terms)
    hard = [word for s in sentences for word in _WORD.findall(known.sub(" ", s) if known else s)]
    if not sentences or not hard:
        return 0.0
    length = sum(len(_WORD.findall(sentence)) for sentence in sentences) / len(sentences)
    syllables = sum(syllables_in(word) for word in hard) / len(hard)
    return round(0.39 * length + 11.8 * syllables - 15.59, 1)


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text's running lines."""
    for line in (line.strip() for line in text.split("\n")):
        if _RUNNING.search(line):
            told = _SHORTENED.sub(_without_points, _QUOTED.sub(_without_quotation, line))
            for sentence in _SENTENCE.split(told):
                if len(_WORD.findall(sentence)) >= SHORTEST_SENTENCE:
                    yield sentence


def _without_quotation(found: re.Match[str]) -> str:
    """What stays of words in quotation marks: the end of a sentence, where they end one too."""
    end = found[1] or found[2] or ""
    return f"{end} " if found[3] is not None else " "


def _without_points(found: re.Match[str]) -> str:
    return found[1].replace(".", "")


def _any_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the terms, also in the plural; the longest first."""
    names = sorted({term for term in terms if term.strip()}, key=len, reverse=True)
    if not names:
        return None
    found = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{found})(?:e?s)?(?!\w)", re.IGNORECASE)


def syllables_in(word: str) -> int:
    """About how many syllables an English word has; at least one."""
    word = word.lower()
    letters = re.sub(r"[^a-z]", "", re.sub(r"['’]s?$", "", word))
    more = len(_TWO_SOUNDS.findall(word))
    fewer = len(_SILENT_END.findall(letters)) + len(_SILENT_INSIDE.findall(letters))
    return max(1, len(_VOWELS.findall(letters)) + more - fewer)


def section_text(part: Section | QuizBank) -> str:
    """Everything a mentor may read in a section or a quiz, a line for each paragraph or item.

    The words in a drawing are left out: its description says them too.
    """
    return "\n".join(html.plain for html in texts_in(part))


def texts_in(value: object) -> Iterator[Html]:
    """Every formatted text in a part of a module, drawings aside."""
    if isinstance(value, Html):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type | Picture):
        for part in fields(value):
            yield from texts_in(getattr(value, part.name))
