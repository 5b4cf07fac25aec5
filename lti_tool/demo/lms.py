"""The demo LMS as one value: its settings, its people and what it remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from lti_tool.demo.access import AccessTokens
from lti_tool.demo.config import DemoConfig
from lti_tool.demo.database import Database
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.gradebook import Gradebook, LineItem
from lti_tool.demo.keys import PlatformKey, ToolKeys
from lti_tool.demo.launches import Launches
from lti_tool.demo.mailbox import Mailbox
from lti_tool.demo.personas import Course, World, load_world
from lti_tool.demo.refusals import Refusals

EXTENSION = "demo_lms"


@dataclass(frozen=True, slots=True)
class DemoLms:
    """Everything that the views of the demo LMS work with."""

    config: DemoConfig
    world: World
    key: PlatformKey
    tool_keys: ToolKeys
    gradebook: Gradebook
    launches: Launches
    tokens: AccessTokens
    mailbox: Mailbox
    refusals: Refusals

    @classmethod
    def open(cls, config: DemoConfig) -> DemoLms:
        """Open the data directory, making in it what is missing."""
        config.data_dir.mkdir(parents=True, exist_ok=True)
        database = Database(config.data_dir / "demo-lms.sqlite3")
        world = load_world()
        gradebook = Gradebook(database)
        gradebook.seed(world.courses.values())
        return cls(
            config=config,
            world=world,
            key=PlatformKey(config.data_dir / "platform-key.pem"),
            tool_keys=ToolKeys(config.tool_jwks_url),
            gradebook=gradebook,
            launches=Launches(database),
            tokens=AccessTokens(database),
            mailbox=Mailbox(database),
            refusals=Refusals(database),
        )

    def line_items_url(self, context_id: str) -> str:
        """The line item container of a course.

        Like Moodle's, every AGS address carries a query string, so that a tool has to put
        ``/scores`` before it.
        """
        return f"{self._services(context_id)}/lineitems?{self._type_id}"

    def line_item_url(self, item: LineItem, part: str = "") -> str:
        """The address of a line item, or of its ``/scores`` or ``/results``."""
        base = self._services(item.context_id)
        return f"{base}/lineitems/{item.id}/lineitem{part}?{self._type_id}"

    def memberships_url(self, context_id: str) -> str:
        """The NRPS address of a course."""
        return f"{self.config.issuer}/services/CourseSection/{context_id}/bindings/1/memberships"

    def _services(self, context_id: str) -> str:
        return f"{self.config.issuer}/services/{context_id}"

    @property
    def _type_id(self) -> str:
        return f"type_id={self.config.deployment_id}"


def lms() -> DemoLms:
    """The demo LMS that serves the present request."""
    found: DemoLms = current_app.extensions[EXTENSION]
    return found


def course_of_service(context_id: str) -> Course:
    """The course that a service call names.

    Raises:
        ServiceRefusalError: 404 where there is none.
    """
    course = lms().world.courses.get(context_id)
    if course is None:
        raise ServiceRefusalError(404, "There is no such course")
    return course


def require_scope(*accepted: str) -> None:
    """Let the present service call pass only with a token for one of these scopes."""
    lms().tokens.require(request.headers.get("Authorization", ""), accepted)


def require_media_type(header: str, media_type: str) -> None:
    """Demand this media type; parameters such as a charset do not matter.

    Raises:
        ServiceRefusalError: 400, as Moodle answers, rather than 406 or 415.
    """
    named = (part.partition(";")[0].strip() for part in request.headers.get(header, "").split(","))
    if media_type not in named:
        raise ServiceRefusalError(400, f"{header} must be {media_type}")


def json_object() -> dict[str, Any]:
    """The JSON object in the present request's body, whatever its media type.

    Raises:
        ServiceRefusalError: 400 where it is not one.
    """
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ServiceRefusalError(400, "The body must be a JSON object")
    return body


def positive_parameter(name: str, default: int) -> int:
    """A whole number ≥ 0 from the query string.

    Raises:
        ServiceRefusalError: 400 where it is something else.
    """
    text = request.args.get(name, str(default))
    if not text.isdecimal():
        raise ServiceRefusalError(400, f"{name} must be a whole number")
    return int(text)
