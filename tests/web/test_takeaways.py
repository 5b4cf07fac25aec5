"""Sheets to print as a browser gets them."""

from __future__ import annotations

import re

import pytest

from lti_tool.domain.modules import Module, Takeaway

from .story import Person, Story

MODULE = "west-london/entry-1"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def mentor(story: Story) -> Person:
    return story.enter("amara", "mentor", name="Amara Okafor")


@pytest.fixture
def module(story: Story) -> Module:
    return story.house.library.module(MODULE)


@pytest.fixture
def sheet(module: Module) -> Takeaway:
    return module.takeaways[0]


def path(sheet: Takeaway) -> str:
    return f"/modules/{MODULE}/takeaways/{sheet.id}.pdf"


def test_it_is_a_file_to_save_under_the_sheets_own_name(mentor: Person, sheet: Takeaway) -> None:
    answer = mentor.get(path(sheet))

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment; filename=")
    assert sheet.title.split()[0] in header


def test_a_browser_that_has_it_need_not_load_it_again(mentor: Person, sheet: Takeaway) -> None:
    first = mentor.get(path(sheet))
    again = mentor.get(path(sheet), headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "missing", ["west-london/entry-1/takeaways/none.pdf", "west-london/none/takeaways/x.pdf"]
)
def test_what_is_not_there_answers_with_a_page_that_leads_on(mentor: Person, missing: str) -> None:
    answer = mentor.get(f"/modules/{missing}")

    assert answer.status_code == 404
    assert "This page is not here" in answer.text
    assert mentor.root in answer.text


def test_the_modules_pages_lead_to_every_sheet(mentor: Person, module: Module) -> None:
    linked: set[str] = set()
    for section in module.sections:
        text = mentor.get(f"/modules/{MODULE}/sections/{section.id}").text
        linked |= set(re.findall(rf'href="({re.escape(mentor.root)}/modules/[^"]+\.pdf)"', text))

    assert linked == {mentor.root + path(sheet) for sheet in module.takeaways}
    assert all(mentor.browser.get(url).status_code == 200 for url in linked)
