"""Photographs, recordings and captions: what they are is looked at, not what they are called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from lti_tool.content import load_packs
from lti_tool.content.media import LARGEST_PHOTOGRAPH, WIDEST_PHOTOGRAPH
from lti_tool.domain.exhibits import Figure, Video
from lti_tool.errors import ContentError, Mistake

from .packs import GOOD, edited, line_of, write
from .shown import CAPTIONS

MORE = "acme/basics/03-more.md"
MEDIA = "acme/basics/media"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), *, noise: bool = False) -> bytes:
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size)
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def with_picture(name: str, data: bytes) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {**edited(MORE, "file: order.svg", f"file: {name}")}
    del files[f"{MEDIA}/order.svg"]
    return {**files, f"{MEDIA}/{name}": data}


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


# --- photographs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP")]
)
def test_a_photograph_keeps_its_place_free_while_it_loads(
    tmp_path: Path, name: str, kind: str
) -> None:
    folder = write(tmp_path, with_picture(name, picture(kind)))

    figure = load_packs([folder]).module("acme/basics").block("order")

    assert isinstance(figure, Figure)
    shown = figure.picture
    assert (shown.name, shown.width, shown.height, shown.drawing) == (name, 40, 30, None)


WHOLE = picture("PNG", (200, 200), noise=True)
NO_PICTURES = {
    "another format": picture("JPEG"),
    "a drawing under a false name": GOOD[f"{MEDIA}/order.svg"].encode(),
    "half a picture": WHOLE[: len(WHOLE) // 2],
    "the head of a picture": WHOLE[:40],
    "no picture": b"<script>alert(1)</script>",
    "nothing": b"",
}


def test_half_a_picture_is_a_mistake_whatever_others_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does

    (mistake,) = mistakes_in(write(tmp_path, with_picture("a.png", NO_PICTURES["half a picture"])))

    assert "not a whole PNG picture" in mistake.message
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_whole_picture_of_its_kind_is_a_mistake(tmp_path: Path, data: bytes) -> None:
    (mistake,) = mistakes_in(write(tmp_path, with_picture("a.png", data)))

    assert (mistake.file, mistake.line) == (f"{MEDIA}/a.png", 1)
    assert "this is not a whole PNG picture" in mistake.message


def test_a_picture_of_too_many_bytes_is_a_mistake(tmp_path: Path) -> None:
    whole = picture("PNG", (200, 200), noise=True)
    fits = whole + b"\0" * (LARGEST_PHOTOGRAPH - len(whole))  # what follows the picture is ignored

    load_packs([write(tmp_path / "a", with_picture("a.png", fits))])
    (mistake,) = mistakes_in(write(tmp_path / "b", with_picture("a.png", fits + b"\0")))

    assert "larger than 200 kB" in mistake.message


@pytest.mark.parametrize("size", [(WIDEST_PHOTOGRAPH + 1, 1), (1, 5_000), (12_000, 12_000)])
def test_a_picture_of_too_many_pixels_is_a_mistake(tmp_path: Path, size: tuple[int, int]) -> None:
    stream = io.BytesIO()
    Image.new("1", size).save(stream, "PNG")

    (mistake,) = mistakes_in(write(tmp_path, with_picture("a.png", stream.getvalue())))

    assert "wider or higher than 4000 pixels" in mistake.message


def test_a_picture_that_would_fill_the_memory_is_a_mistake(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")

    assert len(mistakes_in(write(tmp_path, with_picture("a.png", stream.getvalue())))) == 1


# --- films and sound --------------------------------------------------------------------------


def test_a_film_has_captions_and_keeps_its_place_free(tmp_path: Path) -> None:
    files = edited(MORE, "captions: talk.vtt", 'captions: talk.vtt\nshape: "4:3"')

    video = load_packs([write(tmp_path, files)]).module("acme/basics").block("talk")

    assert isinstance(video, Video)
    assert (video.width, video.height, video.captions) == (4, 3, "talk.vtt")
    assert (video.source.media_type, video.source.name) == ("video/webm", "")
    assert video.source.address == "https://example.org/talk.webm"
    assert video.transcript == "<p><strong>Mo</strong>: Good morning.</p>"


@pytest.mark.parametrize("key", ["captions: talk.vtt\n", "transcript: They talk.\n"])
def test_a_recording_without_words_is_a_mistake(tmp_path: Path, key: str) -> None:
    name = key.partition(":")[0]

    found = mistakes_in(write(tmp_path, edited(MORE, key, "")))

    assert any(f"`{name}` is missing here" in mistake.message for mistake in found)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("address: http://example.org/talk.webm", "begins with https://"),
        ("address: https://me:secret@example.org/talk", "begins with https://"),
        ("address: javascript:alert(1)", "begins with https://"),
        ("file: ../talk.mp4", "the name of a film"),
        ("file: talk.exe", "the name of a film"),
        ("file: talk.mp4", "there is no file media/talk.mp4"),
        ("file: talk.mp4\naddress: https://example.org/talk", "either a `file`"),
        ("optional: false", "not known here"),
    ],
)
def test_where_a_recording_is_must_be_said_once_and_well(
    tmp_path: Path, address: str, message: str
) -> None:
    files = edited(MORE, "address: https://example.org/talk.webm", address)

    found = mistakes_in(write(tmp_path, files))

    assert any(message in mistake.message for mistake in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CAPTIONS.removeprefix("WEBVTT"), "begin with a line WEBVTT"),
        (CAPTIONS.replace("WEBVTT", "WEBVTTX"), "begin with a line WEBVTT"),
        ("WEBVTT\n\nGood morning.\n", "no line with times"),
        (CAPTIONS.replace("00:02.000", "00:02,000"), "no line with times"),
        (CAPTIONS.replace("00:02.000", "00:72.000"), "no line with times"),
        ("", "begin with a line WEBVTT"),
    ],
)
def test_captions_without_a_cue_are_a_mistake(tmp_path: Path, text: str, message: str) -> None:
    files = {**GOOD, f"{MEDIA}/talk.vtt": text}

    (mistake,) = mistakes_in(write(tmp_path, files))

    assert (mistake.file, message in mistake.message) == (f"{MEDIA}/talk.vtt", True)


def test_captions_may_have_hours_styles_and_names(tmp_path: Path) -> None:
    cue = "intro\n00:00:01.000 --> 01:02:03.004 align:start\n<v Mo>Hello."
    text = f"WEBVTT - A talk\n\nNOTE by hand\n\n{cue}"

    load_packs([write(tmp_path, {**GOOD, f"{MEDIA}/talk.vtt": text})])


# --- files ------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named_in_the_block(tmp_path: Path) -> None:
    files = {name: text for name, text in GOOD.items() if not name.startswith(MEDIA)}

    found = {(m.file, m.line, m.message) for m in mistakes_in(write(tmp_path, files))}

    assert found == {
        (
            MORE,
            line_of(MORE, f"{key}: {name}"),
            f"there is no file media/{name} in the module; add it",
        )
        for key, name in (("file", "order.svg"), ("captions", "talk.vtt"))
    }


@pytest.mark.parametrize("name", ["spare.svg", "spare.jpg", "Spare.PNG", "spare.gif", "notes.docx"])
def test_a_file_that_no_block_names_is_a_mistake(tmp_path: Path, name: str) -> None:
    (mistake,) = mistakes_in(write(tmp_path, {**GOOD, f"{MEDIA}/{name}": "x"}))

    assert (mistake.file, "no block names this file" in mistake.message) == (
        f"{MEDIA}/{name}", True
    )  # fmt: skip


def test_notes_may_lie_beside_the_files(tmp_path: Path) -> None:
    load_packs([write(tmp_path, {**GOOD, f"{MEDIA}/NOTES.md": "x", f"{MEDIA}/README": "x"})])


@pytest.mark.parametrize("name", ["../order.svg", "sub/order.svg", "/etc/passwd", "order", ".svg"])
def test_a_file_is_named_by_its_name_alone(tmp_path: Path, name: str) -> None:
    files = edited(MORE, "file: order.svg", f"file: {name}")

    found = mistakes_in(write(tmp_path, files))

    assert any("the name of a picture" in mistake.message for mistake in found)


@pytest.mark.parametrize("whole", [False, True])
def test_links_that_lead_out_of_the_pack_are_not_followed(tmp_path: Path, whole: bool) -> None:
    packs, outside = write(tmp_path / "packs"), tmp_path / "outside"
    media = packs / MEDIA
    media.rename(outside)
    if whole:
        media.symlink_to(outside)
    else:
        media.mkdir()
        for name in ("order.svg", "talk.vtt"):
            (media / name).symlink_to(outside / name)

    found = {(m.file, m.line) for m in mistakes_in(packs) if "inside the pack" in m.message}

    assert found == {(MORE, line_of(MORE, words)) for words in ("file: order", "captions: talk")}


def test_a_link_inside_the_pack_is_followed(tmp_path: Path) -> None:
    packs = write(tmp_path)
    (packs / MEDIA / "order.svg").rename(packs / "acme" / "shared.svg")
    (packs / MEDIA / "order.svg").symlink_to(packs / "acme" / "shared.svg")

    load_packs([packs])


def test_folders_and_circles_in_place_of_files_do_not_break(tmp_path: Path) -> None:
    packs = write(tmp_path)
    for name in ("order.svg", "talk.vtt"):
        (packs / MEDIA / name).unlink()
    (packs / MEDIA / "order.svg").symlink_to(packs / MEDIA / "order.svg")
    (packs / MEDIA / "talk.vtt").mkdir()

    assert {m.file for m in mistakes_in(packs)} == {MORE}


# --- which content exactly was studied --------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (f"{MEDIA}/order.svg", "You", "Me"),
        (f"{MEDIA}/talk.vtt", "morning", "evening"),
        ("acme/basics/takeaways/agenda.md", "Monday", "Friday"),
    ],
)
def test_the_digest_changes_with_what_is_shown(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    before = load_packs([write(tmp_path / "a")]).module("acme/basics").digest

    after = load_packs([write(tmp_path / "b", edited(name, old, new))]).module("acme/basics").digest

    assert before != after


def test_the_digest_changes_with_a_photograph(tmp_path: Path) -> None:
    digests = {
        load_packs([write(tmp_path / str(size), with_picture("a.png", picture(size=(size, 9))))])
        .module("acme/basics")
        .digest
        for size in (9, 10)
    }

    assert len(digests) == 2


def test_the_digest_does_not_change_with_notes(tmp_path: Path) -> None:
    before = load_packs([write(tmp_path / "a")]).module("acme/basics").digest
    noted = {**GOOD, f"{MEDIA}/NOTES.md": "x", "acme/basics/NOTES.md": "x"}

    assert load_packs([write(tmp_path / "b", noted)]).module("acme/basics").digest == before
