"""A small pack with one of everything, written to a real folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .shown import CAPTIONS, DRAWING, MORE, SHEET

MODULE = """\
id: acme/basics
title: The basics
version: "1.0"
language: en-GB
follows: Acme standards
minutes: 30
hours: 1.5
summary: What {{ office }} asks of you.
prior_knowledge: None.
outcomes:
  - id: O1
    text: Find the right form
    standards: [AB1.1]
variables:
  office:
    default: the office & its staff
    about: How your office is called.
  load:
    about: How much a trainee teaches.
references:
  - id: book
    citation: "Acme (2020). *The Book*."
  - id: paper
    citation: A paper. https://example.org/paper
glossary:
  - id: form
    term: the form
    meaning: A sheet that {{ office }} sends you.
takeaways:
  - agenda.md
sections:
  - 01-start.md
  - 02-quiz.md
  - 03-more.md
quiz:
  file: quiz.yaml
  draw: 2
  pass_mark: 50
"""

START = """\
---
id: start
title: Where to start
minutes: 10
---
Ask {{ office }} first [@paper]. Then read [the guide](https://example.org/a?b=1&c=2).

## A table

| Who | Count |
| --- | ---: |
| You | 1 [@book] |

```{question} first
prompt: What comes *first*?
options:
  - text: The form
    correct: true
    feedback: Yes, from {{ office }}.
  - text: The tea
    feedback: |
      Not yet.

      - But soon
```

```{scenario} late
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
  waited:
    text: You wait.
    choices:
      - text: Wait on
        next: waited
      - text: Ring after all
        next: rang
  rang:
    text: They are kind.
    ending: true
    outcome: good
    learning: Ring early.
```

```{reflection} think
prompt: What will you do?
hint: A line is enough.
minimum_words: 5
standards: [AB1.2]
```

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

```{checklist} list
title: Before you go
items:
  - A pen
  - A **form**
```

```{sort} bins
prompt: Who does it?
bins: [Mentor, Office]
items:
  - text: Signs
    bin: Mentor
    feedback: The mentor signs.
  - text: Issues
    bin: Office
    feedback: The office issues.
```

```{note} ask
title: Ask
text: Ask them.
```
"""

QUIZ_SECTION = """\
---
id: check
title: Check
minutes: 5
---
```{quiz} final
intro: You need {{ pass_mark }} per cent of {{ draw }}.
```
"""

BANK = """\
questions:
  - id: q-one
    prompt: One?
    section: start
    standards: [AB1.1]
    options:
      - text: Right
        correct: true
        feedback: Yes.
      - text: Wrong
        feedback: No.
  - id: q-two
    prompt: Two?
    section: check
    several: true
    options:
      - text: Right
        correct: true
        feedback: Yes.
      - text: Right too
        correct: true
        feedback: Yes.
      - text: Wrong
        feedback: No.
"""

STANDARDS = """\
id: acme-standards
title: Acme standards
edition: "2020"
source: Acme, 2020
standards:
  - code: AB1
    title: Forms
    words: Know the forms.
    statements:
      - code: AB1.1
        words: Find them.
      - code: AB1.2
        words: Fill them in.
"""

SCHEME = """\
id: acme
title: Acme scheme
version: "1.0"
consortium: Acme
source: Acme handbook
seats:
  mentor: Mentor
  pcm: Head of mentoring
  office: Office
consent:
  version: "1"
  text: We share your name.
awards:
  - id: acme/first
    title: First
    summary: The first award.
    criteria:
      - id: FIRST.1
        title: Knows the basics
        words: Has studied and looked.
        source: page 1
        requires:
          - module: acme/basics
            words: Module done
          - audit: look
            words: Look done
      - id: FIRST.2
        title: Is recommended
        words: Somebody recommends.
        source: page 2
        requires:
          - confirmation: recommended
            seats: [pcm, office]
            words: PCM recommends
            ask: I recommend.
    signatures:
      - seat: mentor
        title: Mentor
        words: It is true.
      - seat: pcm
        title: PCM
        words: I agree.
    waiver:
      criteria: [FIRST.2]
      approver: pcm
    audits:
      - id: look
        title: Look
        intro: Look at it.
        ratings:
          - {word: No, means: Not yet.}
          - {word: Yes, means: Done.}
        items:
          - id: one
            words: I look.
    sheet:
      - name: mentor_name
        label: Name
      - name: years
        label: Years
        kind: choice
        choices: [few, many]
      - name: done_on
        label: Module
        kind: date
        filled_by: module:acme/basics
      - name: email
        label: Mail
        kind: email
      - name: pcm_name
        label: PCM
      - name: pcm_email
        label: PCM's mail
        kind: email
    certificate:
      title: Certificate
      level: First
      body: "{mentor} has the {award} of {provider}."
"""

GOOD: Mapping[str, str] = {
    "acme/scheme.yaml": SCHEME,
    "acme/basics/module.yaml": MODULE,
    "acme/basics/01-start.md": START,
    "acme/basics/02-quiz.md": QUIZ_SECTION,
    "acme/basics/03-more.md": MORE,
    "acme/basics/takeaways/agenda.md": SHEET,
    "acme/basics/media/order.svg": DRAWING,
    "acme/basics/media/talk.vtt": CAPTIONS,
    "acme/basics/quiz.yaml": BANK,
    "acme-standards/standards.yaml": STANDARDS,
}


def write(root: Path, files: Mapping[str, str | bytes] = GOOD) -> Path:
    """The pack in a folder of packs."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return root


def edited(file: str, old: str, new: str, files: Mapping[str, str] = GOOD) -> dict[str, str]:
    """The pack with one text replaced; the text must be there."""
    assert old in files[file], old
    return {**files, file: files[file].replace(old, new, 1)}


def line_of(file: str, words: str, files: Mapping[str, str] = GOOD) -> int:
    """The line in which the words stand first."""
    return files[file][: files[file].index(words)].count("\n") + 1
