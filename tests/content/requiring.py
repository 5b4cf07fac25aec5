"""A scheme that asks for one of everything, in a pack beside the small one."""

from __future__ import annotations

from collections.abc import Mapping

from .packs import GOOD

FILE = "oak/scheme.yaml"
AUDITS = "oak/audits.yaml"

SCHEME = """\
id: oak
title: Oak scheme
version: "1.0"
consortium: Oak
source: Oak handbook
seats:
  mentor: Mentor
  pcm: Head of mentoring
  link_tutor: Tutor
  office: Office
  panel: Panel
consent:
  version: "1"
  text: We share your name.
awards:
  - id: oak/first
    title: First
    summary: The first award.
    criteria:
      - id: FIRST.1
        title: Recommended
        words: Somebody recommends.
        source: page 1
        requires:
          - confirmation: recommended
            seats: [link_tutor]
            words: The tutor recommends
            ask: I recommend.
    sheet:
      - name: mentor_name
        label: Name
      - name: email
        label: Mail
        kind: email
    certificate:
      title: Certificate
      level: First
      body: "{mentor} has it."
  - id: oak/all
    title: All
    summary: One of everything.
    criteria:
      - id: ALL.1
        title: Held before
        words: The first award is held.
        source: page 2
        requires:
          - award: [oak/first, acme/first]
            words: An earlier award
      - id: ALL.2
        title: Studied and rated
        words: Module and audits.
        source: page 2
        requires:
          - module: acme/basics
            words: The module is complete
          - audit: look
            words: The look is done
          - audit: oak/leaves
            reviewed: true
            words: The leaves are reviewed
      - id: ALL.3
        title: Shown
        words: Evidence of standards and of this row.
        source: page 3
        requires:
          - evidence: AB1
            at_least: 3
            words: Three pieces for Standard 1
          - evidence: ALL.3
            at_least: 1
            rationale: false
            words: One piece for this row
          - reflection: closing
            words: The closing reflection
      - id: ALL.4
        title: Done
        words: Mentoring and trainees.
        source: page 4
        requires:
          - engagement: 365
            words: A year of mentoring
          - activity: trainee
            at_least: 2
            months: 36
            words: Two trainees in three years
      - id: ALL.5
        title: Seen
        words: A briefing, an observation, a portfolio.
        source: page 5
        requires:
          - briefing: start
            modes: [in person, online]
            module: acme/basics
            words: The briefing is attended
          - observation: feedback
            seats: [link_tutor, pcm]
            words: Feedback is observed
          - portfolio: start
            months: 12
            words: Handed in within a year
          - panel: decision
            words: The panel passes it
    signatures:
      - seat: mentor
        title: Mentor
        words: It is true.
      - seat: pcm
        title: PCM
        words: I agree.
    waiver:
      criteria: [ALL.1, ALL.4]
      approver: office
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
    activities:
      - id: trainee
        title: A trainee mentored
        words: From their first to their last day.
    optional:
      - id: open-day
        title: Open day
        words: You came to one.
    reflections:
      - id: closing
        title: Looking back
        prompt: What has changed?
        minimum_words: 50
    briefings:
      - id: start
        title: Briefing
        words: Half a day.
    observations:
      - id: feedback
        title: Feedback observed
        intro: Watch a talk.
        fields:
          - name: seen
            label: What did you see?
    sheet:
      - name: mentor_name
        label: Name
      - name: email
        label: Mail
        kind: email
      - name: pcm_name
        label: PCM
      - name: pcm_email
        label: PCM's mail
        kind: email
      - name: reviewed_on
        label: Reviewed
        kind: date
        filled_by: audit_reviewed:oak/leaves
      - name: agreement
        label: Agreed
        filled_by: agreed:pcm
    certificate:
      title: Certificate
      level: All
      body: "{mentor} has it all."
"""

SHARED = """\
id: oak
audits:
  - id: leaves
    title: Leaves
    intro: Look at each.
    standards: acme-standards
    ratings:
      - {word: Red, means: Not yet.}
      - {word: Green, means: Done.}
    notes:
      - name: strengths
        label: Strengths
        required: true
      - name: targets
        label: Targets
        hint: Only if there are any.
"""

WHOLE: Mapping[str, str] = {**GOOD, FILE: SCHEME, AUDITS: SHARED}
