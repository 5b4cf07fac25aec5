"""A translation says the same as its module in other words; every other difference is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.content.check import check_packs
from lti_tool.content.listing import list_json
from lti_tool.domain.blocks import Sort
from lti_tool.domain.modules import Module, Video
from lti_tool.errors import ContentError, NotFound

from .. import bilingual
from ..bilingual import MODULE_ID, pack, write

CY = f"{MODULE_ID}/cy"


def welsh(tmp_path: Path, variables: Mapping[str, str] | None = None) -> Module:
    return load_packs([write(tmp_path)]).module(MODULE_ID, variables, "cy")


def changed(file: str, old: str, new: str) -> dict[str, str | bytes]:
    """One file of the translation with one text replaced; the text must be there."""
    text = pack()[f"{CY}/{file}"]
    assert isinstance(text, str)
    assert old in text
    return {f"{CY}/{file}": text.replace(old, new, 1)}


def mistakes(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_packs([write(root, files)])
    return [str(mistake) for mistake in caught.value.mistakes]


# --- Reading ---------------------------------------------------------------------------------


def test_the_whole_module_is_read_in_its_other_language(tmp_path: Path) -> None:
    module = welsh(tmp_path)
    block = module.block("jobs")
    assert isinstance(block, Sort)

    assert (module.title, module.language) == ("Yr wythnos gyntaf", "cy")
    assert module.sections[0].title == "Sut mae'n dechrau"
    assert block.bins == ("Mentor pwnc", "Swyddfa")
    assert "Pwy sy'n anfon" in module.quiz.question("q-who").prompt.plain
    assert module.takeaway("plan").title == "Cynllun yr wythnos"


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        ("cy", "cy"),
        ("cy-GB", "cy"),
        ("CY", "cy"),
        ("en", "en-GB"),
        ("en-US", "en-GB"),
        ("pl", "en-GB"),
        ("", "en-GB"),
        (None, "en-GB"),
    ],
)
def test_the_language_that_suits_best_is_read(
    tmp_path: Path, wanted: str | None, read: str
) -> None:
    module = load_packs([write(tmp_path)]).module(MODULE_ID, None, wanted)
    assert module.language == read
    assert module.languages == ("cy", "en-GB")


def test_a_translation_has_its_own_defaults_and_the_providers_words(tmp_path: Path) -> None:
    assert welsh(tmp_path).summary.plain == "Gobaith y swyddfa am yr wythnos."
    filled = welsh(tmp_path, {"office": "Tŷ <b>"})
    assert filled.summary.plain == "Gobaith Tŷ <b> am yr wythnos."
    assert welsh(tmp_path).summary.plain == "Gobaith y swyddfa am yr wythnos."


def test_media_of_the_translation_come_first_and_the_modules_serve_the_rest(
    tmp_path: Path,
) -> None:
    library = load_packs([write(tmp_path)])
    english, cymraeg = library.module(MODULE_ID), library.module(MODULE_ID, None, "cy")
    folder = tmp_path / MODULE_ID

    captions, film = (library.media(cymraeg, name) for name in ("welcome.vtt", "welcome.webm"))
    assert (captions.path, captions.language) == (folder / "cy/media/welcome.vtt", "cy")
    assert (film.path, film.language) == (folder / "media/welcome.webm", "en-GB")
    assert library.media(english, "welcome.vtt").path == folder / "media/welcome.vtt"
    assert film.media_type == "video/webm"


def test_only_files_that_a_block_names_are_given_out(tmp_path: Path) -> None:
    library = load_packs([write(tmp_path)])
    for name in ("module.yaml", "../module.yaml", "quiz.yaml", "other.mp3", ""):
        with pytest.raises(NotFound):
            library.media(library.module(MODULE_ID), name)


def test_drawings_stand_in_the_page_and_are_not_given_out(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        '<circle cx="12" cy="12" r="9"/></svg>'
    )
    files: dict[str, str | bytes] = {f"{MODULE_ID}/media/gate.svg": svg}
    for folder in (MODULE_ID, CY):
        text = pack()[f"{folder}/01-start.md"]
        assert isinstance(text, str)
        files[f"{folder}/01-start.md"] = text.replace("gate.jpg", "gate.svg")
    root = write(tmp_path, files)
    (root / MODULE_ID / "media" / "gate.jpg").unlink()
    library = load_packs([root])

    assert "<circle" in repr(library.module(MODULE_ID).block("gate"))
    with pytest.raises(NotFound):
        library.media(library.module(MODULE_ID), "gate.svg")


def test_a_film_that_is_elsewhere_has_its_captions_here(tmp_path: Path) -> None:
    files = {}
    for folder in (MODULE_ID, CY):
        text = pack()[f"{folder}/01-start.md"]
        assert isinstance(text, str)
        address = "address: https://media.example.ac.uk/a/b.webm"
        files[f"{folder}/01-start.md"] = text.replace("file: welcome.webm", address)
    root = write(tmp_path, files)
    (root / MODULE_ID / "media" / "welcome.webm").unlink()
    library = load_packs([root])
    film = library.module(MODULE_ID).block("welcome")

    assert isinstance(film, Video)
    assert (film.source.host, film.source.media_type) == ("media.example.ac.uk", "video/webm")
    assert library.media(library.module(MODULE_ID), film.captions).media_type == "text/vtt"


# --- Differences -----------------------------------------------------------------------------

# the file of the translation, what is replaced, by what, whose line is named, part of the message
DIFFERENCES = [
    ("module.yaml", "minutes: 30", "minutes: 31", "minutes", "minutes: 31 here, but 30 in the"),
    ("module.yaml", "hours: 1.5", "hours: 2", "hours", "hours: 2 here, but 1.5"),
    ("module.yaml", "id: O1", "id: O2", "id: O2", "the original has no outcome `O2`"),
    ("module.yaml", "[ST1.1]", "[ST1.2]", "  - id: O1", "ST1.2 here, but ST1.1"),
    ("module.yaml", "  office:", "  desk:", "  desk:", "the original has no variable `desk`"),
    ("module.yaml", "id: book", "id: page", "id: page", "the original has no reference `page`"),
    ("module.yaml", "id: tutor", "id: tiwtor", "id: tiwtor", "no term `tiwtor`"),
    ("module.yaml", "[plan.md]", "[]", "takeaways", "the sheet `plan` of the original is missing"),
    ("module.yaml", "draw: 1", "draw: 2", "draw", "draw: 2 here, but 1"),
    ("module.yaml", "pass_mark: 100", "pass_mark: 80", "pass_mark", "80 here, but 100"),
    ("module.yaml", "  - 02-think.md\n", "", "sections", "the section `think` of the original is"),
    ("module.yaml", "language: cy", "language: cy-GB", "language", "the folder is called cy"),
    ("module.yaml", "takeaways:", "translations: [fr]\ntakeaways:", "translations", "of its own"),
    ("01-start.md", "minutes: 20", "minutes: 21", "id: start", "minutes: 21 here, but 20"),
    ("01-start.md", "id: start", "id: dechrau", "id: dechrau", "no section `dechrau`"),
    ("01-start.md", "{question} first", "{question} cyntaf", "cyntaf", "no block `cyntaf`"),
    (
        "01-start.md",
        "    correct: true\n    feedback: Yes.\n  - text: Yr amserlen\n",
        "    feedback: Yes.\n  - text: Yr amserlen\n    correct: true\n",
        "{question}",
        "right options of `first`: 2 here, but 1",
    ),
    (
        "01-start.md",
        "  - text: Yr amserlen\n",
        "  - text: Neb\n    feedback: Na.\n  - text: Yr amserlen\n",
        "{question}",
        "number of options of `first`: 3 here, but 2",
    ),
    ("01-start.md", "prompt: Pwy sy'n dod", "optional: true\nprompt: P", "{question}", "yes here"),
    ("01-start.md", "bin: Swyddfa", "bin: Mentor pwnc", "{sort}", "1, 1 here, but 1, 2 in"),
    (
        "01-start.md",
        "bins: [Mentor pwnc, Swyddfa]",
        "bins: [Mentor pwnc, Swyddfa, Arall]",
        "{sort}",
        "number of bins of `jobs`: 3 here, but 2",
    ),
    (
        "01-start.md",
        "bins: [Mentor pwnc, Swyddfa]",
        "bins: [Swyddfa, Mentor pwnc]",
        "{sort}",
        "bins of the items of `jobs`: 2, 1 here, but 1, 2",
    ),
    ("02-think.md", "minimum_words: 10", "minimum_words: 12", "{reflection}", "12 here, but 10"),
    ("02-think.md", "[ST1.1]", "[]", "{reflection}", "`own-week`: none here, but ST1.1"),
    ("02-think.md", "next: rang", "next: waited", "{scenario}", "ways on from `morning`"),
    ("02-think.md", "outcome: poor", "outcome: mixed", "{scenario}", "mixed here, but poor"),
    ("02-think.md", "  - Beiro\n", "", "{checklist}", "number of items of `bag`: 1 here, but 2"),
    (
        "02-think.md",
        "{checklist} bag\ntitle: Yn y bag\nitems:\n  - Beiro\n  - A plan\n",
        "{note} bag\ntitle: Yn y bag\ntext: Beiro\n",
        "{note}",
        "kind of `bag`: note here, but checklist",
    ),
    ("quiz.yaml", "id: q-who", "id: q-pwy", "id: q-pwy", "the original has no question `q-pwy`"),
    ("quiz.yaml", "section: start", "section: think", "id: q-who", "think here, but start"),
    ("takeaways/plan.md", "lines: 4", "lines: 5", "---", "lines of `notes`: 5 here, but 4"),
    ("takeaways/plan.md", "} notes", "} nodau", "---", "the original has no block `nodau`"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "message"), DIFFERENCES, ids=lambda v: v.strip()[:24]
)
def test_a_difference_is_named_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, at: str, message: str
) -> None:
    files = changed(file, old, new)
    text = files[f"{CY}/{file}"]
    assert isinstance(text, str)
    line = text[: text.index(at)].count("\n") + 1
    found = mistakes(tmp_path, files)
    assert any(m.startswith(f"{CY}/{file}:{line}: ") and message in m for m in found), found


def test_blocks_keep_their_order(tmp_path: Path) -> None:
    text = pack()[f"{CY}/02-think.md"]
    assert isinstance(text, str)
    head, reflection, scenario = text.partition("```{reflection}")[0], "", ""
    _, _, rest = text.partition("```{reflection}")
    reflection, _, rest = rest.partition("```{scenario}")
    scenario, _, rest = rest.partition("```{checklist}")
    moved = f"{head}```{{scenario}}{scenario}```{{reflection}}{reflection}```{{checklist}}{rest}"
    found = mistakes(tmp_path, {f"{CY}/02-think.md": moved})
    expected = "02-think.md:6: here the original has the block `own-week`; keep its order"
    assert found == [f"{CY}/{expected}"]


def test_terms_may_stand_in_another_order(tmp_path: Path) -> None:
    """A glossary is sorted by its words, which other languages sort otherwise."""
    files: dict[str, str | bytes] = {}
    for folder, terms in ((MODULE_ID, ("tutor", "award")), (CY, ("award", "tutor"))):
        text = pack()[f"{folder}/module.yaml"]
        assert isinstance(text, str)
        entry = "  - id: {0}\n    term: {0}\n    meaning: What it is.\n"
        head, _, rest = text.partition("glossary:\n")
        rest = rest[rest.index("takeaways:") :]
        written = "".join(entry.format(term) for term in terms)
        files[f"{folder}/module.yaml"] = f"{head}glossary:\n{written}{rest}"
    assert load_packs([write(tmp_path, files)])


def test_a_translation_that_lags_behind_is_a_hint(tmp_path: Path) -> None:
    files = changed("module.yaml", "2026.2", "2026.1")
    root = write(tmp_path, files)
    load_packs([root])
    hints = [str(hint) for hint in check_packs([root]).hints]
    said = "module.yaml:3: the translation is of 2026.1, the module of 2026.2"
    assert f"{CY}/{said}" in hints


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("[cy, fr]", "there is no folder fr in valley/first"),
        ("[cy, cy]", "cy is listed twice"),
        ("[cy, en-GB]", "en-GB is the language of the module itself"),
        ("[Cymraeg]", "must be a language tag"),
    ],
)
def test_what_is_listed_is_there_once(tmp_path: Path, listed: str, message: str) -> None:
    head = bilingual.HEAD.replace("[cy]", listed)
    line = head[: head.index("translations")].count("\n") + 1
    found = mistakes(tmp_path, {f"{MODULE_ID}/module.yaml": head})
    assert found[0].startswith(f"{MODULE_ID}/module.yaml:{line}: ")
    assert message in found[0]


def test_a_folder_that_nothing_lists_is_named(tmp_path: Path) -> None:
    head = bilingual.HEAD.replace("translations: [cy]\n", "")
    found = mistakes(tmp_path, {f"{MODULE_ID}/module.yaml": head})
    assert len(found) == 1
    assert found[0].startswith(f"{CY}/module.yaml:1: ")


def test_mistakes_in_a_translation_are_found_as_in_any_module(tmp_path: Path) -> None:
    files = changed("01-start.md", "[[tutor]]", "[[tiwtor]]")
    assert any(m.startswith(f"{CY}/01-start.md:6: ") for m in mistakes(tmp_path, files))


def test_mistakes_in_the_module_itself_are_mended_first(tmp_path: Path) -> None:
    """Half a module would make every other half of its translation look wrong."""
    wrong = bilingual.THINK.replace("minutes: 5", "minutes: soon")
    (only,) = mistakes(tmp_path, {f"{MODULE_ID}/02-think.md": wrong})
    assert only.startswith(f"{MODULE_ID}/02-think.md:4: ")


def test_a_file_that_only_the_translation_has_must_be_named_by_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{CY}/media/left-over.mp3": b"ID3"}
    assert mistakes(tmp_path, files) == [
        f"{CY}/media/left-over.mp3:1: no block names this file; name it or delete it"
    ]


# --- What an author is told ------------------------------------------------------------------


def test_the_report_and_the_list_name_the_languages(tmp_path: Path) -> None:
    root = write(tmp_path)
    assert "  also in Cymraeg (cy)" in check_packs([root]).lines()
    modules = list_json(load_packs([root]))["modules"]
    assert isinstance(modules, list)
    assert [(m["id"], m["language"], m["translations"]) for m in modules] == [
        (MODULE_ID, "en-GB", ["cy"])
    ]


def test_a_translation_can_be_checked_by_itself(tmp_path: Path) -> None:
    files = changed("quiz.yaml", "id: q-who", "id: q-pwy")
    root = write(tmp_path, {**files, "valley/second/module.yaml": "id: valley/other\n"})
    found = check_packs([root / MODULE_ID / "cy"])

    assert found.mistakes
    assert all(mistake.file.startswith(f"{CY}/") for mistake in found.mistakes)
