"""The mentor's pages: home, the player, the award, the self-check."""

from lti_tool.web.mentor import (
    answers,
    award,
    home,
    languages,
    media,
    printing,
    quiz,
    self_check,
    sharing,
    signing,
    study,
    takeaways,
    templating,
)
from lti_tool.web.mentor.base import NOTICES, blueprint

__all__ = [
    "NOTICES",
    "answers",
    "award",
    "blueprint",
    "home",
    "languages",
    "media",
    "printing",
    "quiz",
    "self_check",
    "sharing",
    "signing",
    "study",
    "takeaways",
    "templating",
]
