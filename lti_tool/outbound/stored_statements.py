"""Whether a store's statement is ours: the same but for what a store may add or write otherwise.

xAPI 1.0.3, part two, 2.3.1 and part three, 2.1: a store adds ``stored``, ``authority`` and
``version``, may fill in defaults, write times in another zone, turn a single context activity into
a list, and keep its own display words and activity definitions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

_ADDED = frozenset({"stored", "authority", "version"})
# Words for people: they are not part of what a statement says (2.3.1), and neither is the store's
# own idea of an activity.
_WORDS = frozenset({"display", "definition"})
_DEFAULTS = {"objectType": ("Activity", "Agent")}


_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def same_statement(ours: Mapping[str, object], stored: object) -> bool:
    """Whether both say the same, who did what, when, with which result and in which context."""
    if not isinstance(stored, Mapping):
        return False
    return _essence(ours) == _essence(stored)


def _essence(statement: Mapping[str, object]) -> object:
    kept = {key: value for key, value in statement.items() if key not in _ADDED}
    if isinstance(kept.get("timestamp"), str):
        kept["timestamp"] = _moment(str(kept["timestamp"]))
    return _plain(kept)


def _plain(value: object, key: str = "") -> object:
    if isinstance(value, Mapping):
        if key == "contextActivities":
            return {name: _activities(listed) for name, listed in value.items() if listed}
        return {
            name: inner if key == "extensions" else _plain(inner, name)
            for name, inner in value.items()
            if name not in _WORDS and inner not in _DEFAULTS.get(name, ())
        }
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.lower() if isinstance(value, str) and _UUID.fullmatch(value) else value


def _activities(listed: object) -> object:
    activities = listed if isinstance(listed, list) else [listed]
    return sorted((_plain(activity) for activity in activities), key=str)


def _moment(timestamp: str) -> object:
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return timestamp
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
