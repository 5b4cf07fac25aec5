"""Every error that the product raises on purpose.

The tree, with what a web request answers::

    MentorModulesError
    ├── ConfigurationError            a setting is missing, weak or contradictory; start-up stops
    ├── ContentError                  a pack has mistakes, each named as file:line
    ├── LaunchRefused         4xx     an LTI login or launch fails a check (see lti.checks)
    ├── NotFound              404     it does not exist, or is not this person's to see
    ├── NotAllowed            403     known and visible, but not for this person in this seat
    ├── Conflict              409     it has changed, or has been done already
    ├── InvalidInput          422     a form's fields, each with what is wrong and how to mend it
    ├── SessionEnded          401     the launch has ended; open the page from the course again
    └── DeliveryError                 an outside system did not take what we sent
        ├── DeliveryRetry             try again later (time-out, 5xx, 429)
        ├── DeliverySuperseded        a newer one is there already (Moodle's 409); nothing to do
        └── DeliveryFinal             trying again cannot help; the office must see why

Every error carries a sentence that a person can read and that says how to go on. Nothing in it
may be secret: it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class MentorModulesError(Exception):
    """Base of every deliberate error; ``str(error)`` is a sentence for a person."""

    status = 500


class ConfigurationError(MentorModulesError):
    """A setting is missing, weak or contradicts another."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a pack, shown as ``file:line: message``."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(MentorModulesError):
    """A pack cannot be used; ``mistakes`` names every one that was found."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class LaunchRefused(MentorModulesError):
    """An LTI login or launch fails a check.

    ``code`` is stable and names the check (``nonce_spent``, ``unknown_deployment`` …); the sentence
    says what to do next. ``status`` is the HTTP status, always 4xx.
    """

    status = 403

    def __init__(self, code: str, sentence: str, *, status: int = 403) -> None:
        self.code = code
        self.status = status
        super().__init__(sentence)


class NotFound(MentorModulesError):
    """It does not exist, or it belongs to somebody else: the answer is the same."""

    status = 404


class NotAllowed(MentorModulesError):
    """The person may see it but not do this to it."""

    status = 403


class Conflict(MentorModulesError):
    """It has changed since it was shown, or has been done already."""

    status = 409


class InvalidInput(MentorModulesError):
    """A form's fields do not fit: ``fields`` maps each field to what is wrong with it."""

    status = 422

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class SessionEnded(MentorModulesError):
    """The launch behind this page has ended or belongs to another browser."""

    status = 401


class DeliveryError(MentorModulesError):
    """An outside system (LMS, LRS, mail server) did not take what we sent."""


class DeliveryRetry(DeliveryError):
    """Worth trying again: time-outs, refused connections, 5xx and 429."""


class DeliverySuperseded(DeliveryError):
    """The other side holds something newer or the same; there is nothing left to do."""


class DeliveryFinal(DeliveryError):
    """Trying again cannot help; somebody in the office must know."""
