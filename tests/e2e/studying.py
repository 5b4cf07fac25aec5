"""A mentor works through a module in the frame: every page, every activity, the quiz."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from lti_tool.domain.blocks import (
    Activity,
    Checklist,
    Question,
    QuizBlock,
    Reflection,
    Reveal,
    Scenario,
    Sort,
)
from lti_tool.domain.modules import Module, Section

from .browsing import Visitor
from .right_answers import module, quiz_key, right, thoughts, way_through


def study(mentor: Visitor, module_id: str) -> None:
    """From the module's first page, which the mentor has in front of them, to "Well done"."""
    the_module = module(module_id)
    short = module_id.rsplit("/", 1)[1]
    mentor.heading(the_module.title)
    mentor.look(f"{short} 00 contents")
    mentor.press("Start the module")
    for number, section in enumerate(the_module.sections, start=1):
        mentor.heading(section.title)
        _work_through(mentor, the_module, section, f"{short} {number:02} {section.id}")
    mentor.heading("Well done")
    mentor.look(f"{short} 99 done")


def _work_through(mentor: Visitor, the_module: Module, section: Section, name: str) -> None:
    quiz = False
    for activity in section.activities:
        if isinstance(activity, QuizBlock):
            quiz = True
            continue
        place = mentor.frame.locator(f"#b-{activity.id}")
        do(place, activity)
    mentor.look(name)
    if quiz:
        _pass_quiz(mentor, the_module, name)
    mentor.press("Continue" if quiz or section != the_module.sections[-1] else "Finish")


def do(place: Locator, activity: Activity) -> None:
    """Do an activity, rightly, and wait until the page says that it is kept."""
    match activity:
        case Question():
            for number in right(activity.options):
                place.locator(f"#o-{activity.id}-{number}").check()
            place.get_by_role("button", name="Answer").click()
            expect(place.locator(".feedback-right")).to_be_visible()
        case Sort():
            for number, item in enumerate(activity.items):
                place.locator(f"#s-{activity.id}-{number}").select_option(item.bin)
            place.get_by_role("button", name="Check my answers").click()
            expect(place.get_by_text("Everything is in its place.")).to_be_visible()
        case Scenario():
            _walk(place, activity)
        case Reflection():
            place.locator("textarea").fill(thoughts(activity.minimum_words))
            place.get_by_role("button", name="Save").click()
            expect(place.locator(".saved")).to_contain_text("Saved ")
        case _:
            _do_for_oneself(place, activity)


def _do_for_oneself(place: Locator, activity: Activity) -> None:
    """What is not waited for: ticks are kept, an answer is only opened."""
    if isinstance(activity, Checklist):
        place.locator("input[type=checkbox]").first.check()
        place.get_by_role("button", name="Keep my ticks").click()
        expect(place.locator(".saved")).to_contain_text("Saved ")
    elif isinstance(activity, Reveal):
        place.locator("summary").click()


def _walk(place: Locator, story: Scenario) -> None:
    """Choose until the story ends; the way so far grows with every choice."""
    way = way_through(story)
    for gone, step_id in enumerate(way[1:], start=1):
        place.locator(f"button.way[value='{step_id}']").first.click()
        expect(place.locator("ol.path > li")).to_have_count(gone)
    expect(place.locator(".scene .feedback")).to_be_visible()


def _pass_quiz(mentor: Visitor, the_module: Module, name: str) -> None:
    mentor.press("Start the quiz")
    mentor.look(f"{name} quiz")
    key = quiz_key(the_module.id)
    form = mentor.frame.locator("form.quiz")
    questions = form.locator("fieldset")
    for number in range(questions.count()):
        question_id = (questions.nth(number).get_attribute("id") or "").removeprefix("f-q-")
        for option in key[question_id]:
            form.locator(f"[id='q-{question_id}-{option}']").check()
    mentor.press("Hand in my answers")
    mentor.heading("Passed: 100 per cent")
    mentor.look(f"{name} result")
