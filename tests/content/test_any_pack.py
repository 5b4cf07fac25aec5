"""Whatever a pack holds, reading it ends in a library or in a list of mistakes."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.content import Library, load_packs
from lti_tool.content.check import check_packs
from lti_tool.errors import ContentError

from .packs import GOOD, write

SHARDS = [
    "\n", "\n\n", "  ", "\t", ":", ": ", "- ", "---\n", "```", "```{quiz} x\n", "{", "}", "[", "]",
    "&a ", "*a", "!x ", "|", ">-", "'", '"', "#", "~", "null", "true", "-1", "9" * 400, "1e999",
    "{{ ", " }}", "[@", "]", "<b>", "\x00", "\ufeff", "\u2028", "é", "\U0001f600", "<<: ", "? ",
    "id: x\n", "steps: {}\n", "options: []\n", "%", "@", "[[", "]]", "[[form]]", "](section:",
    "](takeaway:", "<svg", "<!DOCTYPE svg [", "&amp;", "url(#", "font-size=", "WEBVTT", " --> ",
    "{{ load }}", "variable: load\n", "rows: 1\n",
]  # fmt: skip


@st.composite
def damaged_packs(draw: st.DrawFn) -> dict[str, bytes]:
    """The good pack after some cuts, doublings and insertions, or without one of its files."""
    files = {name: text.encode() for name, text in GOOD.items()}
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        data = files[name]
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        shard = draw(
            st.one_of(
                st.sampled_from(SHARDS).map(str.encode),
                st.binary(max_size=6),
                st.just(data[start:end] * 2),
                st.just(b""),
            )
        )
        files[name] = data[:start] + shard + data[end:]
    for name in draw(st.sets(st.sampled_from(sorted(files)), max_size=1)):
        del files[name]
    return files


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged_packs())
def test_a_damaged_pack_gives_a_library_or_its_mistakes(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        try:
            found: object = load_packs([Path(folder)])
        except ContentError as error:
            found = error.mistakes
            assert found
            for mistake in error.mistakes:
                text = files.get(mistake.file, b"").decode("utf-8", "replace")
                assert 1 <= mistake.line <= text.replace("\r", "\n").count("\n") + 1
                str(mistake).encode()
        else:
            assert isinstance(found, Library)
        report = check_packs([Path(folder)])
        assert report.good is isinstance(found, Library)
        for finding in report.below:
            data = files[finding.file].replace(b"\r", b"\n")
            assert 1 <= finding.line <= data.count(b"\n") + 1
        "\n".join(report.lines()).encode()
