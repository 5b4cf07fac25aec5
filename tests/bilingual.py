"""A small pack in English and Welsh, with a film, a sound and a photograph made here."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

MODULE_ID = "valley/first"

HEAD = """\
id: valley/first
title: The first week
version: "2026.2"
language: en-GB
follows: Valley handbook, 2026
minutes: 30
hours: 1.5
summary: What {{ office }} hopes for in the first week.
prior_knowledge: None.
outcomes:
  - id: O1
    text: Plan the first week
    standards: [ST1.1]
variables:
  office:
    default: the office
    about: How your office is called.
references:
  - id: book
    citation: The valley handbook.
glossary:
  - id: tutor
    term: tutor
    meaning: Who visits.
takeaways: [plan.md]
translations: [cy]
sections:
  - 01-start.md
  - 02-think.md
  - 03-quiz.md
quiz:
  file: quiz.yaml
  draw: 1
  pass_mark: 100
"""

START = """\
---
id: start
title: How it starts
minutes: 20
---
Ask the [[tutor]] [@book].

```{figure} gate
file: gate.jpg
alt: A green gate.
caption: The school gate
description: A gate, painted green.
```

```{video} welcome
title: A welcome at the gate
file: welcome.webm
captions: welcome.vtt
minutes: 1
transcript: |
  **Head** (at the gate): Welcome to the school.
```

```{audio} voices
title: Two voices
file: voices.mp3
minutes: 2
transcript: |
  **Mentor**: How was Monday?
```

```{question} first
prompt: Who comes first?
options:
  - text: The trainee
    correct: true
    feedback: Yes.
  - text: The timetable
    feedback: It follows.
```

```{sort} jobs
prompt: Who does it?
bins: [Mentor, Office]
items:
  - text: Watches a lesson
    bin: Mentor
    feedback: The mentor watches.
  - text: Sends the letter
    bin: Office
    feedback: The office sends.
```
"""

THINK = """\
---
id: think
title: Think back
minutes: 5
---
```{reflection} own-week
prompt: What do you remember of your own first week?
minimum_words: 10
standards: [ST1.1]
```

```{scenario} late
title: A late start
start: morning
steps:
  morning:
    text: Nobody is at the gate.
    choices:
      - text: Ring
        next: rang
      - text: Wait
        next: waited
  rang:
    text: They come.
    ending: true
    outcome: good
    learning: Ringing helps.
  waited:
    text: You wait.
    ending: true
    outcome: poor
    learning: Ring next time.
```

```{checklist} bag
title: In the bag
items:
  - A pen
  - A plan
```

```{takeaway} plan
text: Fill it in on Friday.
```
"""

QUIZ = """\
---
id: check
title: Check yourself
minutes: 5
---
```{quiz} final
intro: One question.
```
"""

BANK = """\
questions:
  - id: q-who
    prompt: Who sends the letter?
    section: start
    standards: [ST1.1]
    options:
      - text: The office
        correct: true
        feedback: Yes, the office.
      - text: The mentor
        feedback: No, the office does.
"""

PLAN = """\
---
id: plan
title: Plan of the week
about: For Friday.
---
```{lines} notes
label: Notes
lines: 4
```
"""

CAPTIONS = """\
WEBVTT

00:00.000 --> 00:01.000
Welcome to the school.
"""

WELSH = {
    "The first week": "Yr wythnos gyntaf",
    "language: en-GB": "language: cy",
    "translations: [cy]\n": "",
    "What {{ office }} hopes for in the first week.": "Gobaith {{ office }} am yr wythnos.",
    "default: the office": "default: y swyddfa",
    "How it starts": "Sut mae'n dechrau",
    "A green gate.": "Giât werdd.",
    "The school gate": "Giât yr ysgol",
    "A gate, painted green.": "Giât wedi'i phaentio'n wyrdd.",
    "A welcome at the gate": "Croeso wrth y giât",
    "Welcome to the school.": "Croeso i'r ysgol.",
    "Two voices": "Dau lais",
    "How was Monday?": "Sut oedd dydd Llun?",
    "Who comes first?": "Pwy sy'n dod gyntaf?",
    "text: The trainee": "text: Yr hyfforddai",
    "text: The timetable": "text: Yr amserlen",
    "bins: [Mentor, Office]": "bins: [Mentor pwnc, Swyddfa]",
    "bin: Mentor": "bin: Mentor pwnc",
    "bin: Office": "bin: Swyddfa",
    "Who does it?": "Pwy sy'n ei wneud?",
    "Watches a lesson": "Gwylio gwers",
    "Sends the letter": "Anfon y llythyr",
    "Think back": "Cofiwch yn ôl",
    "What do you remember of your own first week?": "Beth ydych chi'n ei gofio?",
    "A late start": "Dechrau hwyr",
    "Nobody is at the gate.": "Does neb wrth y giât.",
    "text: Ring\n": "text: Ffonio\n",
    "text: Wait\n": "text: Aros\n",
    "In the bag": "Yn y bag",
    "A pen": "Beiro",
    "Check yourself": "Profwch eich hun",
    "One question.": "Un cwestiwn.",
    "Who sends the letter?": "Pwy sy'n anfon y llythyr?",
    "text: The office": "text: Y swyddfa",
    "text: The mentor": "text: Y mentor",
    "Plan of the week": "Cynllun yr wythnos",
}
"""English and Welsh words of the pack; what is not named here is the same in both."""


def in_welsh(text: str) -> str:
    """The same text in Welsh, line for line."""
    for english, welsh in WELSH.items():
        text = text.replace(english, welsh)
    return text


TEXTS: Mapping[str, str] = {
    "module.yaml": HEAD,
    "01-start.md": START,
    "02-think.md": THINK,
    "03-quiz.md": QUIZ,
    "quiz.yaml": BANK,
    "takeaways/plan.md": PLAN,
}


def photograph() -> bytes:
    """A small JPEG."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "JPEG")
    return made.getvalue()


def sound(frames: int = 80) -> bytes:
    """Two seconds of silence: MPEG-1 layer III frames of 128 kbit/s with nothing in them."""
    frame = bytes.fromhex("fffb9064") + bytes(413)
    return frame * frames


def film() -> bytes:
    """A WebM of one picture: a WebP photograph is a VP8 key frame, put into Matroska's boxes."""
    made = io.BytesIO()
    Image.new("RGB", (64, 36), "blue").save(made, "WEBP", quality=50)
    frame = made.getvalue()[20:]
    head = b"".join(
        (_box("4286", 1), _box("42f7", 1), _box("42f2", 4), _box("42f3", 8),
         _box("4282", b"webm"), _box("4287", 2), _box("4285", 2))
    )  # fmt: skip
    info = _box("2ad7b1", 1_000_000) + _box("4d80", b"test") + _box("5741", b"test")
    video = _box("b0", 64) + _box("ba", 36)
    entry = _box("d7", 1) + _box("73c5", 1) + _box("83", 1) + _box("86", b"V_VP8")
    tracks = _box("1654ae6b", _box("ae", entry + _box("e0", video)))
    cluster = _box("1f43b675", _box("e7", 0) + _box("a3", b"\x81\x00\x00\x80" + frame))
    return _box("1a45dfa3", head) + _box("18538067", _box("1549a966", info) + tracks + cluster)


def _box(name: str, content: bytes | int) -> bytes:
    """An EBML element; its size is written in eight bytes (RFC 8794)."""
    if isinstance(content, int):
        content = content.to_bytes(max(1, (content.bit_length() + 7) // 8), "big")
    return bytes.fromhex(name) + (0x01 << 56 | len(content)).to_bytes(8, "big") + content


def pack() -> dict[str, str | bytes]:
    """Every file of the pack, by its path in a folder of packs."""
    files: dict[str, str | bytes] = {}
    for name, text in TEXTS.items():
        files[f"{MODULE_ID}/{name}"] = text
        files[f"{MODULE_ID}/cy/{name}"] = in_welsh(text)
    media: Mapping[str, str | bytes] = {
        "gate.jpg": photograph(),
        "welcome.webm": film(),
        "welcome.vtt": CAPTIONS,
        "voices.mp3": sound(),
    }
    files |= {f"{MODULE_ID}/media/{name}": content for name, content in media.items()}
    files[f"{MODULE_ID}/cy/media/welcome.vtt"] = in_welsh(CAPTIONS)
    return files


def write(root: Path, changed: Mapping[str, str | bytes] | None = None) -> Path:
    """The pack in a folder of packs, with some of its files otherwise."""
    for name, content in {**pack(), **(changed or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
