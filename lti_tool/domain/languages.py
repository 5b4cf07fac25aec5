"""Languages by their tags (BCP 47): which one suits a reader, and what each calls itself."""

from __future__ import annotations

from collections.abc import Sequence

_OWN_NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "cy": "Cymraeg",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "gd": "Gàidhlig",
    "gu": "ગુજરાતી",
    "gv": "Gaelg",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "kw": "Kernowek",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sco": "Scots",
    "sk": "Slovenčina",
    "so": "Soomaali",
    "sv": "Svenska",
    "ta": "தமிழ்",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}
_FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})


def best_language(wanted: str, offered: Sequence[str]) -> str | None:
    """The offered language for somebody who wants ``wanted``; ``None`` where none of them is it.

    Lookup as in RFC 4647, 3.4: the tag itself, then without its last parts (``cy-GB`` finds
    ``cy``); then the same language of another place (``en`` finds ``en-GB``).
    """
    by_tag = {tag.lower(): tag for tag in reversed(offered)}
    parts = wanted.lower().split("-")
    for length in range(len(parts), 0, -1):
        found = by_tag.get("-".join(parts[:length]))
        if found:
            return found
    return next((tag for tag in offered if primary(tag) == parts[0]), None)


def primary(tag: str) -> str:
    """The language itself, whatever its place or script: ``en`` of ``en-GB``."""
    return tag.lower().partition("-")[0]


def own_name(tag: str) -> str:
    """What speakers call the language; the tag where we do not know."""
    return _OWN_NAMES.get(primary(tag), tag)


def direction(tag: str) -> str:
    """Which way the language is written: ``rtl`` or ``ltr``, as HTML's ``dir`` says it."""
    return "rtl" if primary(tag) in _FROM_THE_RIGHT else "ltr"
