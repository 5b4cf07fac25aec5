"""Every mistake is named with its file, its line and a way to mend it."""

import os
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.errors import ContentError, Mistake

from .packs import GOOD, edited, line_of, write

HEAD = "acme/basics/module.yaml"
START = "acme/basics/01-start.md"
QUIZ = "acme/basics/02-quiz.md"
MORE = "acme/basics/03-more.md"
SHEET = "acme/basics/takeaways/agenda.md"
BANK = "acme/basics/quiz.yaml"
SCHEME = "acme/scheme.yaml"
STANDARDS = "acme-standards/standards.yaml"


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


# file, what is replaced, by what, the words in whose line the mistake stands, part of the message
ONE_MISTAKE = [
    (HEAD, "hours: 1.5", "huors: 1.5", "huors", "did you mean `hours`?"),
    (HEAD, "minutes: 30\n", "", "id: acme", "`minutes` is missing"),
    (HEAD, "minutes: 30", "minutes: soon", "soon", "a whole number"),
    (HEAD, "minutes: 30", "minutes: 0", "minutes: 0", "at least 1"),
    (HEAD, "title: The basics", "title:", "title:", "some text"),
    (HEAD, "title: The basics", "title: '  '", "title:", "filled in"),
    (HEAD, "title: The basics", "title: The **basics**", "title:", "plain words"),
    (HEAD, "acme/basics", "acme/bassics", "bassics", "the folder is called `acme/basics`"),
    (HEAD, "[AB1.1]", "[AB1.9]", "AB1.9", "there is no statement `AB1.9`; did you mean"),
    (HEAD, "[AB1.1]", "[AB1.1, AB1.1]", "AB1.1", "named twice"),
    (HEAD, "id: paper", "id: book", "id: book\n    citation: A", "another reference is called"),
    (HEAD, "  office:", "  pass_mark:\n    default: x\n    about: y\n  office:", "pass_mark:\n",
     "filled in by the tool"),
    (HEAD, "  - 01-start.md", "  - 01-strat.md", "strat", "did you mean `01-start.md`?"),
    (HEAD, "  - 01-start.md", "  - ../01-start.md", "../", "name of a file"),
    (HEAD, "file: quiz.yaml", "file: other.yaml", "other", "there is no file other.yaml"),
    (HEAD, "draw: 2", "draw: 3", "draw", "3 questions are drawn from 2"),
    (HEAD, "version: \"1.0\"", "version: \"1.0\"\nversion: 2", "version: 2", "twice"),
    (HEAD, "What {{ office }}", "What {{ ofice }}", "ofice", "did you mean `office`?"),
    (START, "first [@paper]", "first [@papers]", "papers", "did you mean `paper`?"),
    (START, "Ask {{ office }}", "Ask {{ Office }}", "Office", "in small letters"),
    (START, "minutes: 10", "minuets: 10", "minuets", "did you mean `minutes`?"),
    (START, "id: start", "id: Where", "Where\n", "small letters"),
    (START, "## A table", "# A table", "# A table", "use ## or ###"),
    (START, "## A table", "<b>A table</b>", "<b>", "HTML is not part of a pack"),
    (START, "## A table", "<!-- later -->", "<!--", "HTML is not part of a pack"),
    (START, "## A table", "![a](https://example.org/a.png)", "![a]", "pictures"),
    (START, "https://example.org/a?", "guide.pdf?", "guide.pdf", "a link begins with https://"),
    (START, "What will you do?", "What <i>will</i> you do?", "<i>", "HTML is not part"),
    (START, "      - But soon", "      # But soon", "feedback: |", "paragraphs and lists"),
    (START, "{note} ask", "{notice} ask", "{notice}", "did you mean `note`?"),
    (START, "{note} ask", "python", "python", "its kind and id"),
    (START, "{note} ask", "{note} Ask!", "Ask!", "small letters"),
    (START, "{note} ask", "{note} peek", "{note} peek", "another block is called `peek`"),
    (START, "title: Ask\ntext: Ask them.\n```", "title: Ask\ntext: Ask them.", "{note} ask",
     "is not closed"),
    (START, "title: Ask\ntext:", "titel: Ask\ntext:", "titel", "did you mean `title`?"),
    (START, "title: Ask\ntext: Ask them.", "\ttitle: Ask", "\ttitle", "tab"),
    (START, "title: Ask\ntext: Ask them.", "title: Ask: now\ntext: x", "title: Ask: now",
     "stops making sense"),
    (START, "title: Ask\ntext: Ask them.", "", "{note} ask", "is empty"),
    (START, "    correct: true\n", "", "options:", "no option is right"),
    (START, "  - text: The tea", "  - correct: true\n    text: The tea", "correct: true\n    text",
     "more than one option is right"),
    (START, "start: morning", "start: mourning", "mourning", "did you mean `morning`?"),
    (START, "next: rang", "next: rnag", "rnag", "did you mean `rang`?"),
    (START, "        next: waited\n  waited", "        next: rang\n  waited", "  waited:",
     "no choice leads to the step `waited`"),
    (START, "      - text: Ring after all\n        next: rang\n", "", "  waited:",
     "no way from the step `waited` comes to an ending"),
    (START, "    outcome: good\n", "", "  rang:", "needs `outcome`"),
    (START, "    learning: Ring early.\n", "", "  rang:", "needs `learning`"),
    (START, "outcome: good", "outcome: fine", "outcome: fine", "`good`"),
    (START, "    ending: true\n    outcome: good\n    learning: Ring early.\n", "", "  rang:",
     "the step `rang` stops"),
    (START, "    bin: Mentor", "    bin: Menter", "Menter", "did you mean `Mentor`?"),
    (START, "[Mentor, Office]", "[Mentor, Office, Mentor]", "bins: [", "another place"),
    (START, "minimum_words: 5", "minimum_words: -5", "-5", "at least 1"),
    (QUIZ, "```{quiz} final", "```{note} final\ntitle: x\ntext: y\n```\nThen\n\n```{quiz} first",
     "{quiz} first", "another block is called `first`"),
    (QUIZ, "id: check", "id: start", "id: start", "another section is called `start`"),
    (BANK, "section: check", "section: chekc", "chekc", "did you mean `check`?"),
    (BANK, "id: q-two", "id: q-one", "id: q-one\n    prompt: Two", "another question"),
    (BANK, "        feedback: No.\n  - id", "  - id", "- text: Wrong", "`feedback` is missing"),
    (STANDARDS, "code: AB1.2", "code: AC1.2", "AC1.2", "begins with it"),
    (SCHEME, "  pcm: Head", "  pmc: Head", "pmc", "did you mean `pcm`?"),
    (SCHEME, "seats: [pcm, office]", "seats: [pcm, panel]", "panel", "nobody in this scheme"),
    (SCHEME, "seats: [pcm, office]", "seats: []", "seats: []", "at least 1"),
    (SCHEME, "            seats: [pcm, office]\n", "", "confirmation:", "`seats` is missing"),
    (SCHEME, "module: acme/basics\n", "module: acme/basic\n", "acme/basic\n",
     "there is no module `acme/basic`; did you mean `acme/basics`?"),
    (SCHEME, "      level: First\n", "      level: First\n      badge:\n        nam: First\n",
     "nam: First", "did you mean `name`?"),
    (SCHEME, "      level: First\n",
     "      level: First\n      badge:\n        name: First\n        description: '  '\n",
     "description: '", "filled in"),
    (SCHEME, "      level: First\n",
     "      level: First\n      badge:\n        description: So.\n        name: " + "M" * 61 + "\n",
     "MMM", "60 letters, so that it fits the picture; this one has 61"),
    (SCHEME, "      level: First\n",
     "      level: First\n      badge:\n        name: First\n        description: <b>So</b>\n",
     "<b>", "plain words"),
    (SCHEME, "- audit: look", "- audit: lock", "lock", "did you mean `look`?"),
    (SCHEME, "- audit: look", "- audit: look\n            module: acme/basics", "audit: look",
     "a requirement is one of `module`, `audit`"),
    (SCHEME, "criteria: [FIRST.2]", "criteria: [FIRST.3]", "FIRST.3", "no criterion `FIRST.3`"),
    (SCHEME, "criteria: [FIRST.2]", "criteria: [FIRST.1]", "criteria: [FIRST.1]",
     "no confirmation that prior experience"),
    (SCHEME, "id: FIRST.2", "id: FIRST.1", "id: FIRST.1\n        title: Is", "another criterion"),
    (SCHEME, "filled_by: module:acme/basics", "filled_by: module:acme/base", "acme/base\n",
     "did you mean `acme/basics`?"),
    (SCHEME, "filled_by: module:acme/basics", "filled_by: modul:acme/basics", "modul:",
     "nothing fills a field"),
    (SCHEME, "        choices: [few, many]\n", "", "name: years", "`choice`"),
    (SCHEME, "id: acme/first", "id: other/first", "other/first", "begins with `acme/`"),
    (SCHEME, "{mentor} has", "{mentee} has", "body:", "mentor, award and provider"),
    (SCHEME, "{mentor} has", "{mentor has", "body:", "mentor, award and provider"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "near", "message"), ONE_MISTAKE)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, near: str, message: str
) -> None:
    files = edited(file, old, new)

    found = mistakes_in(write(tmp_path, files))

    assert any(message in m.message for m in found), found
    there = [(m.file, m.line) for m in found if message in m.message]
    assert (file, line_of(file, near, files)) in there


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    files = {
        **GOOD,
        HEAD: GOOD[HEAD].replace("hours", "huors"),
        START: GOOD[START].replace("{note}", "{notes}"),
        BANK: GOOD[BANK].replace("several", "severall"),
        SCHEME: GOOD[SCHEME].replace("approver: pcm", "approver: tutor"),
        STANDARDS: GOOD[STANDARDS].replace("edition", "editoin"),
    }

    found = {mistake.file for mistake in mistakes_in(write(tmp_path, files))}

    # The bank is looked at once module.yaml can say which file it is.
    assert found == {HEAD, START, SCHEME, STANDARDS}


def test_one_mistake_brings_no_others_with_it(tmp_path: Path) -> None:
    files = edited(START, "minutes: 10", "minutes: ten")

    assert len(mistakes_in(write(tmp_path, files))) == 1


def test_a_second_quiz_and_a_missing_one_are_mistakes(tmp_path: Path) -> None:
    second = edited(MORE, "```{ask} how-much\ntext", "```{quiz} late\nintro")
    second = edited(MORE, "variable: load\n", "", second)
    none = edited(QUIZ, "```{quiz} final\nintro", "```{reveal} final\nprompt: x\nanswer")

    assert "one quiz" in mistakes_in(write(tmp_path / "a", second))[0].message
    assert "no section holds the quiz" in mistakes_in(write(tmp_path / "b", none))[0].message


def test_a_file_that_nothing_lists_is_a_mistake(tmp_path: Path) -> None:
    forgotten = ["acme/basics/04-extra.md", "acme/basics/takeaways/extra.md"]
    notes = ["README.md", "NOTES.md", "takeaways/NOTES.md", "media/NOTES.md", "media/README.txt"]
    files = {**GOOD, **dict.fromkeys([*forgotten, *(f"acme/basics/{n}" for n in notes)], "x")}

    assert [m.file for m in mistakes_in(write(tmp_path, files))] == forgotten


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    files = {**GOOD, "stray/notes.txt": "x", "acme/empty/x.txt": "x"}

    found = {(m.file, m.line) for m in mistakes_in(write(tmp_path, files))}

    assert found == {("stray/scheme.yaml", 1), ("acme/empty/module.yaml", 1)}


def test_two_packs_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", {name: t for name, t in GOOD.items() if name.startswith("acme/")})

    with pytest.raises(ContentError, match="another folder holds a pack of this name"):
        load_packs([tmp_path / "a", tmp_path / "b"])


HARMFUL = {
    "a tag that would run code": "id: !!python/object/apply:os.system [id]\n",
    "aliases that stand for gigabytes": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "nesting that would exhaust the stack": "[" * 100_000,
    "mappings nested just as deep": "{a: " * 100_000,
    "a second document": "id: a\n---\nid: b\n",
    "a control character": "id: a\x1b[31m\n",
    "an escaped control character": 'id: "\\e[31m"\n',
    "no YAML at all": "%%%\n\x00",
    "nothing": "",
    "a list": "- a\n",
    "a number": "1" * 5000,
    "a long number": "minutes: " + "9" * 5000,
}


@pytest.mark.parametrize("text", HARMFUL.values(), ids=HARMFUL.keys())
@pytest.mark.parametrize("file", [HEAD, BANK, SCHEME, STANDARDS])
def test_harmful_yaml_is_a_mistake_and_nothing_more(tmp_path: Path, file: str, text: str) -> None:
    found = mistakes_in(write(tmp_path, {**GOOD, file: text}))

    assert file in {mistake.file for mistake in found}


def test_what_is_not_text_is_named_with_its_line(tmp_path: Path) -> None:
    broken = GOOD[START].encode().replace(b"tea", b"\xff")
    files: dict[str, str | bytes] = {**GOOD, START: broken, BANK: b"a" * 1_000_001}

    found = {(m.file, m.line, m.message) for m in mistakes_in(write(tmp_path, files))}

    tea = line_of(START, "tea")
    assert (START, tea, "this is not UTF-8 text; save the file as UTF-8") in found
    assert (BANK, 1, "this file is larger than 1 MB; divide it into smaller ones") in found


def test_links_out_of_the_pack_are_not_followed(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    secret = tmp_path / "secret.md"
    secret.write_text(GOOD[START])
    (packs / START).unlink()
    (packs / START).symlink_to(secret)
    (packs / "acme" / "linked").symlink_to(tmp_path)

    found = {(m.file, m.message.split(";")[0]) for m in mistakes_in(packs)}

    assert (START, "this link leads out of the pack") in found
    assert ("acme/linked", "this link leads out of the pack") in found


def test_links_in_a_circle_pipes_and_folders_do_not_hang_or_break(tmp_path: Path) -> None:
    packs = write(tmp_path)
    (packs / START).unlink()
    (packs / START).symlink_to(packs / START)
    (packs / BANK).unlink()
    os.mkfifo(packs / BANK)
    (packs / QUIZ).unlink()
    (packs / QUIZ).mkdir()

    assert {START, BANK, QUIZ} <= {mistake.file for mistake in mistakes_in(packs)}
