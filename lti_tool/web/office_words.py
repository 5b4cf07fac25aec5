"""The office's page "Your provider's words": what is filled in once, for every module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from lti_tool.errors import InvalidInput
from lti_tool.usecases import provider_words
from lti_tool.usecases.provider_words import ChangedMeanwhile, Filled, ProviderWord, WordsPage
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

NOTICES = {
    "office-words-saved": "Saved. Every mentor reads these words from now on.",
    "office-words-same": "Nothing was changed, so there was nothing to save.",
}
FIELD = "word_"
WAS = "was_"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a field holds: the value that ``was`` saved when it was shown, and what is in it."""

    was: str
    value: str


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its words."""
    blueprint.add_url_rule("/words", "words", words)
    blueprint.add_url_rule("/words", "save_words", save_words, methods=["POST"])
    blueprint.add_url_rule("/words/<name>", "word", word)


def words() -> Page:
    """Every word that can be filled in, with what stands there now."""
    return _words()


def word(name: str) -> str:
    """Where one word stands in the modules, and how it has changed."""
    return render_template(
        "office/word.html", found=provider_words.word_uses(house(), visit(), name)
    )


def save_words() -> Page:
    """Save what was changed; what others changed in the meantime stays."""
    try:
        saved = provider_words.save_words(house(), visit(), list(_sent().values()))
    except InvalidInput as error:
        wrong = {FIELD + name: words for name, words in error.fields.items()}
        return _words(errors=wrong, status=422)
    except ChangedMeanwhile as error:
        return _words(meanwhile=error.values, status=409)
    return go(".words", "office-words-saved" if saved else "office-words-same")


def _sent() -> dict[str, Filled]:
    """What the form sent, by the names of the words."""
    sent = request.form
    names = [name.removeprefix(FIELD) for name in sent if name.startswith(FIELD)]
    return {
        name: Filled(name, sent.get(WAS + name, ""), " ".join(sent[FIELD + name].split()))
        for name in names
    }


def _words(
    *,
    errors: Mapping[str, str] | None = None,
    meanwhile: Mapping[str, str] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """The page; after a form that was not saved, with everything that was typed in it."""
    page = provider_words.words_page(house(), visit())
    meanwhile = meanwhile or {}
    sent = _sent() if status != 200 else {}
    entries = {
        word.name: _entry(word, sent.get(word.name), meanwhile.get(word.name))
        for word in page.words
    }
    html = render_template(
        "office/words.html",
        page=page,
        entries=entries,
        errors=errors or {},
        summary=_summary(page, errors or {}),
        meanwhile=meanwhile,
    )
    return html, status


def _summary(page: WordsPage, errors: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, each with what the field is about: there are many fields."""
    fields = {FIELD + word.name: word.about.rstrip(".") for word in page.words}
    return {name: f"{fields[name]}: {words}" for name, words in errors.items()}


def _entry(word: ProviderWord, sent: Filled | None, meanwhile: str | None) -> Entry:
    if sent is None or sent.value == sent.was:
        return Entry(word.value, word.value)
    return Entry(sent.was if meanwhile is None else meanwhile, sent.value)
