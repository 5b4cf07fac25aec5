"""How names in packs are written, with the words that tell an author so."""

from __future__ import annotations

NAME = r"^[a-z][a-z0-9-]{0,63}$"
PACK_NAME = r"^[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}$"
SHEET = r"^[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}$"
VARIABLE = r"^[a-z][a-z0-9_]{0,63}$"
SECTION_FILE = r"^[0-9]{2}-[a-z0-9-]+\.md$"
QUIZ_FILE = r"^[a-z][a-z0-9-]*\.yaml$"
TAKEAWAY_FILE = r"^[a-z][a-z0-9-]{0,63}\.md$"
PICTURE_FILE = r"^[a-z0-9][a-z0-9-]{0,63}\.(svg|png|jpg|webp)$"
VIDEO_FILE = r"^[a-z0-9][a-z0-9-]{0,63}\.(mp4|webm)$"
AUDIO_FILE = r"^[a-z0-9][a-z0-9-]{0,63}\.(mp3|m4a|ogg)$"
CAPTIONS_FILE = r"^[a-z0-9][a-z0-9-]{0,63}\.vtt$"
HTTPS = r"^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[^\s]*)?$"
SHAPE = r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
OUTCOME = r"^[A-Z][A-Z0-9]{0,9}$"
STANDARD = r"^[A-Z]{1,8}[0-9]{1,2}$"
STATEMENT = r"^[A-Z]{1,8}[0-9]{1,2}\.[0-9]{1,2}$"
ABOUT = r"^[A-Z]{1,16}[0-9]{0,2}(\.[0-9]{1,2})?$"
AUDIT = r"^[a-z][a-z0-9-]{0,63}(/[a-z][a-z0-9-]{0,63})?$"
CRITERION = r"^[A-Z]{1,16}\.[0-9]{1,2}$"
VERSION = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
FILLED_BY = r"^[a-z_]+(:[A-Za-z0-9._/-]+)?$"

WORDS = {
    NAME: "small letters, digits and hyphens, beginning with a letter",
    PACK_NAME: "a pack and a name in it, such as west-london/entry-1",
    SHEET: "a pack, a module and a sheet to print in it, such as west-london/entry-2/weekly-agenda",
    VARIABLE: "small letters, digits and underscores, beginning with a letter",
    SECTION_FILE: "the name of a file such as 01-welcome.md",
    QUIZ_FILE: "the name of a file such as quiz.yaml",
    TAKEAWAY_FILE: "the name of a file such as weekly-agenda.md",
    PICTURE_FILE: "the name of a picture such as signing-order.svg (.svg, .png, .jpg or .webp)",
    VIDEO_FILE: "the name of a film such as five-minutes.mp4 (.mp4 or .webm)",
    AUDIO_FILE: "the name of a sound such as two-voices.mp3 (.mp3, .m4a or .ogg)",
    CAPTIONS_FILE: "the name of a file such as five-minutes.vtt",
    HTTPS: "an address that begins with https://",
    SHAPE: "width and height such as 16:9",
    LANGUAGE: "a language tag such as en-GB",
    OUTCOME: "capital letters and digits, such as O1",
    STANDARD: "a code such as ST2",
    STATEMENT: "a code such as ST2.4",
    ABOUT: "a code such as ST2, ST2.4 or ENTRY.5",
    AUDIT: "an audit of this award, or a pack and an audit in it, such as national-standards/rag",
    CRITERION: "a code such as ENTRY.5",
    VERSION: "a version such as 2026.1: letters, digits, dots and hyphens, 32 of them at most",
    FILLED_BY: "`mentor` or a rule such as `module:west-london/entry-1`",
}
"""For each pattern, what stands after "must be"."""
