"""Evidence: what kinds there are, what each one asks for, and what an item's digest covers.

An item belongs to a person, not to an award: its tags (codes of standards, statements and
criteria) say what it is about, and every award that asks for one of them counts it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lti_tool.domain.requirements import EvidenceFor, PortfolioWithin
from lti_tool.domain.schemes import Award
from lti_tool.errors import InvalidInput, NotFound

LONGEST_TITLE = 150
LONGEST_LINE = 300
LONGEST_TEXT = 10_000
LONGEST_SHOWS = 1_500
LONGEST_ADDRESS = 1_000


class ItemKind(StrEnum):
    """What can be evidence; ``place`` says in words where it can be found."""

    FILE = "file"
    LINK = "link"
    PLACE = "place"
    CONVERSATION = "conversation"
    OBSERVATION = "observation"
    REFLECTION = "reflection"


@dataclass(frozen=True, slots=True)
class KindField:
    """What a kind of evidence asks for besides title, day and what it shows."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    lines: int = 1
    longest: int = LONGEST_LINE


@dataclass(frozen=True, slots=True)
class KindForm:
    """A kind of evidence as it is offered. ``file``: whether one may or must come with it."""

    kind: ItemKind
    title: str
    words: str
    day_label: str
    fields: tuple[KindField, ...] = ()
    file: str = ""
    """``required``, ``optional`` or empty."""


FORMS: tuple[KindForm, ...] = (
    KindForm(
        ItemKind.FILE,
        "A file",
        "A document, a picture or a recording that you upload.",
        "The day it is about",
        file="required",
    ),
    KindForm(
        ItemKind.LINK,
        "A link",
        "Something that has an address on the web, or on your school's system.",
        "The day it is about",
        (
            KindField(
                "address",
                "Address",
                "Copy it from your browser: it begins with https://. Check that your readers can "
                "open it.",
                longest=LONGEST_ADDRESS,
            ),
        ),
    ),
    KindForm(
        ItemKind.PLACE,
        "Where it can be found",
        "Evidence that stays where it is: in a folder, in a file at school, with a colleague.",
        "The day it is about",
        (
            KindField(
                "where",
                "Where is it?",
                "Say it so that somebody else could find it: which folder, whose, which page.",
                lines=3,
                longest=1_000,
            ),
        ),
    ),
    KindForm(
        ItemKind.CONVERSATION,
        "A professional conversation",
        "A talk about your mentoring, with what came of it.",
        "The day you talked",
        (
            KindField("with_whom", "With whom?", "Their part, not their name: a tutor, the head."),
            KindField(
                "agreed", "What was agreed?", "What each of you will do next.", lines=5,
                longest=LONGEST_TEXT,
            ),
        ),
        file="optional",
    ),
    KindForm(
        ItemKind.OBSERVATION,
        "A record of an observation",
        "Somebody was observed, and it was written down: you, or the trainee with you.",
        "The day of the observation",
        (
            KindField("observer", "Who observed?", "Their part, not their name: I, my tutor."),
            KindField("observed", "Who or what was observed?", "A trainee's lesson, my feedback."),
            KindField(
                "notes", "What was seen, and what came of it?", lines=6, longest=LONGEST_TEXT
            ),
        ),
        file="optional",
    ),
    KindForm(
        ItemKind.REFLECTION,
        "A reflection",
        "Your own thoughts in writing. Those you wrote in modules can be taken in as they are.",
        "The day it is about",
        (KindField("text", "Your reflection", lines=10, longest=20_000),),
    ),
)  # fmt: skip
"""Every kind, in the order in which they are offered."""


def form_of(kind: str) -> KindForm:
    """The form of that kind.

    Raises:
        NotFound: there is no such kind of evidence.
    """
    for form in FORMS:
        if form.kind == kind:
            return form
    raise NotFound("There is no such kind of evidence.")


@dataclass(frozen=True, slots=True)
class Content:
    """All that an item says; a signature covers it through its :attr:`digest`.

    ``file`` is the SHA-256 (hex) of the file that comes with it, empty for none.
    """

    kind: ItemKind
    title: str
    about_day: date
    shows: str
    own: Mapping[str, str]
    about: tuple[str, ...]
    file: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over canonical JSON."""
        said = {
            "kind": str(self.kind),
            "title": self.title,
            "day": self.about_day.isoformat(),
            "shows": self.shows,
            "own": dict(self.own),
            "about": sorted(self.about),
            "file": self.file,
        }
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 (hex) of a text, such as a rationale."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def checked_address(address: str) -> str:
    """An address that can be a link.

    Raises:
        InvalidInput: it does not begin with http:// or https://, or has blanks in it.
    """
    begins = address.lower().startswith(("https://", "http://"))
    if not begins or len(address) < len("http://a.b") or any(s.isspace() for s in address):
        raise InvalidInput(
            {
                "address": "Please give a whole web address, such as https://school.example/page. "
                "For anything else choose “Where it can be found”."
            }
        )
    return address


def is_about(tags: Iterable[str], code: str) -> bool:
    """Whether one of the tags is the code, or one below it (``ST1.3`` for ``ST1``)."""
    below = f"{code}."
    return any(tag == code or tag.startswith(below) for tag in tags)


def evidence_asked(award: Award) -> tuple[EvidenceFor, ...]:
    """What the award wants evidence about, in the sheet's order."""
    return tuple(r for _, r in award.requirements() if isinstance(r, EvidenceFor))


def built_along(award: Award) -> tuple[str, ...]:
    """The codes along which a portfolio is built that is handed in as a whole."""
    found = (r.about for _, r in award.requirements() if isinstance(r, PortfolioWithin))
    return tuple(code for codes in found for code in codes)


def codes_of(award: Award) -> tuple[str, ...]:
    """The codes under which evidence belongs to an award: what it asks about, and its rows."""
    asked = [requirement.about for requirement in evidence_asked(award)]
    rows = [criterion.id for criterion in award.criteria]
    return tuple(dict.fromkeys([*asked, *built_along(award), *rows]))


def belongs_to(tags: Iterable[str], award: Award) -> bool:
    """Whether an item with these tags is evidence for the award, and its readers may see it."""
    tags = tuple(tags)
    return any(is_about(tags, code) for code in codes_of(award))
