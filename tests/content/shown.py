"""What the small pack shows: a section of exhibits, a sheet to print, and the files in media/."""

MORE = """\
---
id: more
title: To look at
minutes: 5
---
Send [[form]] or [[form|the sheet]], as [the start](section:start) says.

Print [it](takeaway:agenda).

```{ask} how-much
text: How much does a trainee *teach*?
variable: load
```

```{figure} order
file: order.svg
alt: Two boxes in a row.
caption: Who signs, and in *which* order
description: |
  1. You sign.
  2. {{ office }} signs.
```

```{video} talk
title: A talk
address: https://example.org/talk.webm
captions: talk.vtt
minutes: 2
transcript: "**Mo**: Good morning."
```

```{audio} voices
title: Two voices
address: https://example.org/voices
minutes: 3
transcript: They talk.
```

```{takeaway} agenda
text: Print it today.
```
"""

SHEET = """\
---
id: agenda
title: Agenda
about: Fill it in *before* you meet.
orientation: landscape
---
For {{ office }}.

```{fields} head
columns: 3
fields: [Trainee, Mentor, Date]
```

```{lines} went-well
label: What went well?
lines: 4
hint: A word is *enough*.
```

```{grid} targets
caption: Targets
columns: [Target, How we shall know]
rows: 3
```

```{grid} days
caption: Days
columns: [Day, Task]
rows: [Monday, Tuesday]
lines: 1
```

```{ticks} before
title: The day before
items:
  - Read *it*
  - Bring it
```
"""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 120">
  <title>Two boxes</title>
  <defs>
    <marker id="arrow" markerWidth="6" markerHeight="6" refX="5" refY="3" orient="auto">
      <path d="M0,0 L6,3 L0,6 z" fill="currentColor"/>
    </marker>
  </defs>
  <rect id="box" x="2" y="2" width="200" height="100" rx="8" fill="none" stroke="#345"/>
  <line x1="202" y1="50" x2="278" y2="50" stroke="#345" marker-end="url(#arrow)"/>
  <g font-size="24" text-anchor="middle">
    <text x="100" y="60">You
      <tspan font-weight="bold">sign</tspan> <tspan>first</tspan></text>
    <text x="380" y="60">The office &amp; co</text>
  </g>
</svg>
"""

CAPTIONS = """\
WEBVTT

00:00.000 --> 00:02.000
Good morning.
"""
