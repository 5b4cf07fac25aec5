"""A scheme of two awards that ask for evidence, written to a folder: no other pack is needed."""

from __future__ import annotations

from pathlib import Path

SHOWING = "evidence/showing"
OTHER = "evidence/other"

SCHEME = """\
id: evidence
title: A scheme about evidence
version: "2026.1"
consortium: Example
source: Made for tests.

seats:
  mentor: Mentor
  pcm: PCM
  link_tutor: Link tutor
  office: Office

consent:
  version: "1"
  text: You agree to nothing in particular.

awards:
  - id: evidence/showing
    title: Showing
    summary: For those who show what they do.
    criteria:
      - id: SHOW.1
        title: Personal qualities shown
        words: Two pieces of evidence about Standard 1, and why they show it.
        source: Row 1
        requires:
          - evidence: ST1
            at_least: 2
            words: A rationale and two pieces of evidence for Standard 1
      - id: SHOW.2
        title: Seen by the tutor
        words: The tutor has seen it.
        source: Row 2
        requires:
          - confirmation: seen
            seats: [link_tutor, pcm]
            words: The tutor or the PCM has seen it
            ask: I have seen it.
    signatures:
      - seat: mentor
        title: Mentor's signature
        words: This is mine.
      - seat: link_tutor
        title: Tutor's signature
        words: I approve.
    audits: []
    sheet:
      - name: mentor_name
        label: Name
      - name: email
        label: E-mail
        kind: email
      - name: pcm_name
        label: Name of PCM
      - name: pcm_email
        label: PCM's e-mail
        kind: email
    certificate:
      title: Certificate
      level: Showing
      body: "{provider} certifies that {mentor} has shown it ({award})."
  - id: evidence/other
    title: Other
    summary: Asks for the same evidence.
    criteria:
      - id: OTHER.1
        title: The same standard
        words: One piece about Standard 1, without a rationale.
        source: Row 1
        requires:
          - evidence: ST1
            at_least: 1
            rationale: false
            words: A piece of evidence for Standard 1
      - id: OTHER.2
        title: Taken part
        words: The tutor says so.
        source: Row 2
        requires:
          - confirmation: took-part
            seats: [link_tutor]
            words: The tutor says so
            ask: The mentor took part.
    signatures:
      - seat: mentor
        title: Mentor's signature
        words: This is mine.
    audits: []
    sheet:
      - name: mentor_name
        label: Name
      - name: email
        label: E-mail
        kind: email
    certificate:
      title: Certificate
      level: Other
      body: "{provider} certifies that {mentor} has it ({award})."
"""


def written(folder: Path) -> Path:
    """The folder of packs, with this one in it."""
    pack = folder / "packs" / "evidence"
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "scheme.yaml").write_text(SCHEME)
    return folder / "packs"


def pdf(words: str = "nothing") -> bytes:
    """A file that begins as a PDF does."""
    return b"%PDF-1.7\n% " + words.encode() + b"\n%%EOF\n"
