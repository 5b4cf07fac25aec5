"""A scheme whose people answer evaluations, in a pack of its own."""

from __future__ import annotations

from pathlib import Path

from . import audited

AWARD = audited.AWARD
TRAINEES, MENTORS = "acorn/trainees", "acorn/training"
SUPPORT, SCHOOLS = "acorn/support", "acorn/schools"
AGREE = ("Disagree", "Neither", "Agree")
STRENGTH = ("Not seen yet", "Developing", "Strong")

EVALUATIONS = """\
id: acorn
scales:
  - id: agreement
    points: [Disagree, Neither, Agree]
  - id: strength
    points: [Not seen yet, Developing, Strong]
forms:
  - id: training
    title: Your training as a mentor
    intro: Tell us how your training went.
    about: induction and training
    respondent: mentor
    when: year_end
    questions:
      - id: prepared
        words: The training prepared me for my first trainee.
        scale: agreement
      - id: better
        words: What should we do better?
  - id: trainees
    title: Your placement
    intro: Tell us how your placement went.
    about: the school and the university
    respondent: trainee
    when: placement_end
    questions:
      - id: welcome
        words: I felt welcome at the school.
        scale: agreement
      - id: time
        words: My mentor had time for me.
        scale: agreement
      - id: better
        words: What should change?
  - id: support
    title: The mentor's support of the trainee
    intro: Rate what you have seen.
    about: the mentor's support
    respondent: link_tutor
    when: placement_end
    by_name: true
    questions:
      - id: standards
        words: How far have you seen this?
        scale: strength
        standards: national-standards
      - id: next
        words: What would you build on next?
  - id: schools
    title: The university's support
    intro: Tell us how we support your school.
    about: the university's support
    respondent: pcm
    when: year_end
    by_name: true
    questions:
      - id: answers
        words: The university answers our questions in time.
        scale: agreement
      - id: comment
        words: What else should we know?
        required: true
"""


def write_pack(folder: Path) -> Path:
    """A folder of packs with the award of :mod:`tests.audited` and its evaluations in it."""
    audited.write_pack(folder)
    (folder / "acorn" / "evaluations.yaml").write_text(EVALUATIONS, encoding="utf-8")
    return folder
