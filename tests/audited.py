"""An award that asks for a shared audit and its review, in a pack of its own."""

from __future__ import annotations

from pathlib import Path

AWARD = "acorn/growing"
AUDIT = "national-standards/rag"

SCHEME = """\
id: acorn
title: Acorn mentors
version: "1.0"
consortium: Acorn
source: Acorn handbook
seats:
  mentor: Mentor
  pcm: Head of mentoring
  link_tutor: Link tutor
  office: Office
consent:
  version: "1"
  text: We share your name.
awards:
  - id: acorn/growing
    title: Growing
    summary: For those who look at themselves twice.
    criteria:
      - id: GROW.1
        title: Has looked
        words: The audit is complete.
        source: page 1
        requires:
          - audit: national-standards/rag
            words: The audit is complete
      - id: GROW.2
        title: Has looked again
        words: The audit has been reviewed.
        source: page 2
        requires:
          - audit: national-standards/rag
            reviewed: true
            words: The audit has been reviewed
      - id: GROW.3
        title: Is recommended
        words: The school recommends the mentor.
        source: page 3
        requires:
          - confirmation: recommended
            seats: [pcm]
            words: The PCM recommends the mentor
            ask: I recommend this mentor.
    signatures:
      - seat: mentor
        title: Mentor
        words: It is true.
      - seat: pcm
        title: PCM
        words: I agree.
    sheet:
      - name: mentor_name
        label: Name
      - name: email
        label: E-mail
        kind: email
      - name: school
        label: School
      - name: postcode
        label: Postcode
        kind: postcode
      - name: pcm_name
        label: PCM
      - name: pcm_email
        label: PCM's e-mail
        kind: email
    certificate:
      title: Certificate
      level: Growing
      body: "{mentor} has grown, says {provider}: {award}."
"""


def write_pack(folder: Path) -> Path:
    """A folder of packs with this one in it."""
    pack = folder / "acorn"
    pack.mkdir(parents=True)
    (pack / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    return folder
