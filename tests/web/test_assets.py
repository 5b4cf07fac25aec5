"""What pages are dressed in: no more than they wear, and nothing that they wear is missing."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import flask_bootstrap
import pytest

from lti_tool.config import data_folder
from lti_tool.web import bootstrap
from lti_tool.web.assets import all_assets
from lti_tool.web.compression import WORTHWHILE

from .story import Person, Story

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
MODULE = "/modules/west-london/entry-1"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def mentor(story: Story) -> Person:
    return story.enter("amara", "mentor", name="Amara Okafor")


def worn() -> set[str]:
    """Every class that a template names."""
    texts = [file.read_text() for file in data_folder("templates").rglob("*.html")]
    named = (re.sub(r"\{[{%].*?[%}]\}", " ", text, flags=re.DOTALL) for text in texts)
    return {word for text in named for found in re.findall(r'class="([^"]*)"', text)
            for word in found.split()}  # fmt: skip


def whole_bootstrap() -> str:
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    return (folder / "bootstrap.min.css").read_text()


def test_every_class_of_bootstrap_that_a_page_wears_is_served() -> None:
    ours = "".join(
        asset.plain.decode() for path, asset in all_assets().files.items() if path.startswith("css")
    )
    served = set(CLASS.findall(bootstrap.style_sheet().decode())) | set(CLASS.findall(ours))
    missing = (worn() & set(CLASS.findall(whole_bootstrap()))) - served
    assert missing == set()


def test_what_no_page_wears_is_not_served() -> None:
    served = bootstrap.style_sheet()
    assert b".carousel" not in served
    assert len(served) < len(whole_bootstrap()) / 5


def test_rules_inside_media_queries_are_sifted_too() -> None:
    css = (
        "a{b:c}@media (x){.btn{d:e}.modal{f:g}}@media (y){.toast{h:i}}"
        "@keyframes k{to{j:l}}.lead,.nav{m:n}"
    )
    assert bootstrap.only_used(css) == "a{b:c}@media (x){.btn{d:e}}.lead{m:n}"


def test_a_page_of_a_visit_travels_compressed(mentor: Person) -> None:
    plain = mentor.get(MODULE, headers={"Accept-Encoding": "identity"})
    small = mentor.get(MODULE, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    assert b"Start the module" in gzip.decompress(small.data)


@pytest.mark.parametrize("path", ["/", "/verify", "/privacy"])
def test_no_page_outside_a_visit_does(story: Story, path: str) -> None:
    answer = story.app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) > WORTHWHILE
