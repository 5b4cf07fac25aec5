"""The name that somebody types when they sign or confirm."""

from __future__ import annotations

LONGEST_NAME = 200


def typed_name(wrong: dict[str, str], typed: str) -> str:
    """The name, tidied; what is wrong with it is added to ``wrong`` as ``name_typed``."""
    name = " ".join(typed.split())
    if not name:
        wrong["name_typed"] = "Please type your name: it is your signature."
    elif len(name) > LONGEST_NAME or not name.isprintable():
        wrong["name_typed"] = f"Please type your name in {LONGEST_NAME} characters or fewer."
    return name
