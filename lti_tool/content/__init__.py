"""Packs become domain values; mistakes are named as file:line (``docs/pack-format.md``)."""

from lti_tool.content.library import Library, load_packs

__all__ = ["Library", "load_packs"]
