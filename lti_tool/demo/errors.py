"""What can go wrong in the demo LMS.

::

    DemoError
    ├── DemoConfigError        the settings cannot work; raised before anything is served
    └── RefusalError           a request is refused: logged, and shown at /refusals
        ├── ServiceRefusalError    to a tool's server: JSON, with the reason in the status line
        └── LaunchRefusalError     to a person's browser: a page that names the fault
"""

from __future__ import annotations


class DemoError(Exception):
    """Base of every error of the demo LMS."""


class DemoConfigError(DemoError):
    """A setting is missing or cannot work."""


class RefusalError(DemoError):
    """A request that this LMS refuses.

    Attributes:
        status: the HTTP status of the answer.
        reason: what was wrong, in one sentence, without secrets.
        code: the OAuth 2.0 or OpenID Connect error code, where one applies.
    """

    def __init__(self, status: int, reason: str, code: str = "invalid_request") -> None:
        """Keep the answer's status and what to say."""
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.code = code


class ServiceRefusalError(RefusalError):
    """A refused call of the token endpoint, AGS or NRPS."""


class LaunchRefusalError(RefusalError):
    """A refused authentication request (OpenID Connect third-party login)."""
