"""How hard a text is to read: the Flesch–Kincaid grade, the school year in the United States.

The formula is that of Kincaid, Fishburne, Rogers and Chissom (1975). Syllables are counted by the
groups of vowels, with the usual exceptions of English spelling: right for most words, and near
enough for a section of some hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from lti_tool.domain.modules import QuizBank, Section
from lti_tool.domain.texts import Html

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+")
_SENTENCE = re.compile(r"[.!?…]+[\"'”’)\]]*(?:\s+|$)|\n+")
_RUNNING = re.compile(r"[.!?…:][\"'”’)\]]*$")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[aeiouy]les?|[^szxcghlaeiou]es|[^tdaeiouy]ed|gues?)$")
_SILENT_INSIDE = re.compile(
    r"[aeiouy][^aeiouy]+(?<!^el)(?<!ppl)(?<!mpl)e(?=(?:ment|ful|less|ness|ly|thing|bod|guard|tabl))"
)
_TWO_SOUNDS = re.compile(
    r"ia(?!l$|ls$|n$|ns$|lly$)|io(?!n|us)|eo(?!n|us|p)|ua[^r]|uou|[^q]ui[^dlt]|ying|[aeou]ing"
    r"|(?:sc|per|[dlnpv])ien|quiet|(?:id|ar)ea|creat(?!u)|poe[mt]|[dsz]n['’]t$"
)


def reading_grade(text: str) -> float:
    """The Flesch–Kincaid grade, to one decimal; 0.0 for a text without words.

    Lines that do not end as sentences do (headings, cells of tables, answers of a word or two) are
    left out: counted as sentences they would make every text look easy.
    """
    lines = text.split("\n")
    text = "\n".join([line for line in lines if _RUNNING.search(line)] or lines)
    sentences = [part for part in _SENTENCE.split(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(syllables_in(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return round(grade, 1)


def syllables_in(word: str) -> int:
    """About how many syllables an English word has; at least one."""
    word = word.lower()
    letters = re.sub(r"[^a-z]", "", re.sub(r"['’]s?$", "", word))
    more = len(_TWO_SOUNDS.findall(word))
    fewer = len(_SILENT_END.findall(letters)) + len(_SILENT_INSIDE.findall(letters))
    return max(1, len(_VOWELS.findall(letters)) + more - fewer)


def section_text(part: Section | QuizBank) -> str:
    """Everything a mentor may read in a section or a quiz, a line for each paragraph or item."""
    return "\n".join(html.plain for html in _texts(part))


def _texts(value: object) -> Iterator[Html]:
    if isinstance(value, Html):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))
