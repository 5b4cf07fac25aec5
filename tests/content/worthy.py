"""A module that just clears the bar: whatever is taken from it, it misses one clause."""

from __future__ import annotations

from collections.abc import Mapping

from .packs import STANDARDS
from .shown import DRAWING, SHEET

HEAD = "acme/basics/module.yaml"
BANK = "acme/basics/quiz.yaml"
STORIES = "acme/basics/02-stories.md"
LAST = "acme/basics/06-check.md"

_SECTIONS = ("01-start", "02-stories", "03-compare", "04-think", "05-see", "06-check")


def section_file(number: int) -> str:
    """The path of a section, numbered from 1."""
    return f"acme/basics/{_SECTIONS[number - 1]}.md"


def _head(module_id: str) -> str:
    outcomes = "".join(
        f"  - id: O{number}\n    text: Do thing {number}\n    standards: [AB1.1]\n"
        for number in (1, 2, 3)
    )
    sections = "".join(f"  - {name}.md\n" for name in _SECTIONS)
    return f"""\
id: {module_id}
title: The basics
version: "1.0"
language: en-GB
follows: Acme standards
minutes: 30
hours: 1
summary: What {{{{ office }}}} asks of you.
prior_knowledge: None.
outcomes:
{outcomes}variables:
  office:
    default: the office
    about: How your office is called.
  load:
    about: How much a trainee teaches.
references:
  - id: book
    citation: "Acme (2020). *The Book*."
glossary:
  - id: form
    term: the form
    meaning: A sheet that the office sends you.
takeaways:
  - agenda.md
sections:
{sections}quiz:
  file: quiz.yaml
  draw: 10
  pass_mark: 80
"""


def _page(name: str, body: str) -> str:
    return f"---\nid: {name}\ntitle: The page\nminutes: 5\n---\n{body}"


def _story(name: str) -> str:
    return f"""\
```{{scenario}} {name}
title: A late form
start: morning
steps:
  morning:
    text: It is late.
    choices:
      - text: Ring
        next: rang
      - text: Wait
        next: waited
  rang:
    text: They are kind.
    ending: true
    outcome: good
    learning: Ring early.
  waited:
    text: The day is over.
    ending: true
    outcome: poor
    learning: Do not wait.
```

"""


def _reflection(name: str) -> str:
    return f"""\
```{{reflection}} {name}
prompt: What will you do?
minimum_words: 5
standards: [AB1.2]
```

"""


START = """\
Ask {{ office }} for [[form]] first [@book].

```{checklist} list
title: Before you go
items:
  - A pen
```
"""

COMPARE = """\
```{compare} two
title: Two ways
poor:
  label: Vague
  text: Do better.
  why: Better than what?
better:
  label: Clear
  text: Ask two questions.
  why: It can be counted.
```

```{reveal} peek
prompt: Why?
answer: Because.
```
"""

SEE = """\
```{figure} order
file: order.svg
alt: Two boxes in a row.
caption: Who signs first
description: You sign first.
```

```{ask} how-much
text: How much does a trainee teach?
variable: load
```

```{takeaway} agenda
text: Print it today.
```

```{question} first
prompt: What comes first?
options:
  - text: The form
    correct: true
    feedback: Yes.
  - text: The tea
    feedback: Not yet.
```
"""

QUIZ = """\
```{quiz} final
intro: You need {{ pass_mark }} per cent.
```
"""


def _question(number: int) -> str:
    return f"""\
  - id: q-{number}
    prompt: What comes at place {number}?
    section: start
    standards: [AB1.1]
    options:
      - text: Right
        correct: true
        feedback: Yes, that is {number}.
      - text: Wrong
        feedback: No, it is not {number}.
"""


def worthy(module_id: str = "acme/basics") -> dict[str, str]:
    """The files of a pack whose one module clears the bar."""
    bodies = {
        "01-start": _page("start", START),
        "02-stories": _page("stories", _story("late") + _story("later")),
        "03-compare": _page("compare", COMPARE),
        "04-think": _page("think", _reflection("before") + _reflection("after")),
        "05-see": _page("see", SEE),
        "06-check": _page("check", QUIZ),
    }
    files = {f"{module_id}/{name}.md": text for name, text in bodies.items()}
    return {
        **files,
        f"{module_id}/module.yaml": _head(module_id),
        f"{module_id}/quiz.yaml": "questions:\n" + "".join(map(_question, range(1, 16))),
        f"{module_id}/takeaways/agenda.md": SHEET,
        f"{module_id}/media/order.svg": DRAWING,
        "acme-standards/standards.yaml": STANDARDS,
    }


WORTHY: Mapping[str, str] = worthy()
