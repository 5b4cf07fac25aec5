"""A worker, and the outside systems that it delivers to: an LMS, a mail server, a record store."""

from __future__ import annotations

import email
import email.policy
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from lti_tool.demo.lms import EXTENSION, DemoLms
from lti_tool.demo.platform import DemoConfig, create_platform
from lti_tool.domain.seats import Role
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tool_keys import ToolKey, client_assertion
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.lrs import LrsClient
from lti_tool.outbound.mail import Mailer
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import Course, Person, ResourceLink
from lti_tool.persistence.platforms import PlatformRegistration
from lti_tool.persistence.writing import tell_gradebook
from lti_tool.usecases import desks
from lti_tool.usecases.deliver import Couriers, deliver_due
from lti_tool.usecases.desk_views import FailedDelivery
from lti_tool.usecases.house import House

from ..demo.conftest import free_port
from ..demo.tool import JwksServer, jwks_server
from ..outbound.counterpart import Counterpart, Received, Reply, as_json
from .place import Place, rows

MODULE = "module:west-london/entry-1"
Answering = Callable[[str, str], Response | None]


def let_through(method: str, path: str) -> Response | None:
    """The usual answer of the front server: what the LMS itself says."""


# --- the LMS ------------------------------------------------------------------------------------


@dataclass
class Lms:
    """The demo LMS behind a front server that notes requests and may answer in its place."""

    config: DemoConfig
    app: Any
    instead: Answering = let_through
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append(f"{method} {path}")
        answer = self.instead(method, path) or self.app
        return answer(environ, start_response)

    @property
    def books(self) -> DemoLms:
        found: DemoLms = self.app.extensions[EXTENSION]
        return found

    def scores(self) -> list[tuple[str, str, float]]:
        """Every score that it took, in order: column, user and score."""
        return [
            (one["label"], one["user_id"], one["body"]["scoreGiven"])
            for one in self.books.gradebook.accepted_scores()
        ]

    def bodies(self) -> list[dict[str, Any]]:
        return [one["body"] for one in self.books.gradebook.accepted_scores()]

    def columns(self) -> list[str]:
        """The names of the columns that belong to no link, so which the tool had made."""
        items = self.books.gradebook.line_items("course-101")
        return [item.label for item in items if item.resource_link_id is None]

    def column_of_link(self, link_id: str) -> str:
        item = self.books.gradebook.only_line_item_of("course-101", link_id)
        assert item is not None
        return self.books.line_item_url(item)

    def deletes_columns(self) -> None:
        for item in self.books.gradebook.line_items("course-101"):
            self.books.gradebook.delete(item)

    def score_requests(self) -> list[str]:
        return [one for one in self.asked if one.endswith("/scores")]


@contextmanager
def published_keys(**keys: RSAPrivateKey) -> Iterator[JwksServer]:
    """A key set on a server that stops whatever happens: a failing test must not hang."""
    server = jwks_server(keys)
    try:
        yield server.__enter__()
    finally:
        server.__exit__(None, None, None)


@contextmanager
def running_lms(folder: Path, jwks: JwksServer, platform_key: Path | None = None) -> Iterator[Lms]:
    """A demo LMS of its own, with a client called ``tool``; it makes its key unless given one."""
    folder.mkdir()
    if platform_key is not None:
        (folder / platform_key.name).write_bytes(platform_key.read_bytes())
    config = DemoConfig(
        issuer=f"http://127.0.0.1:{free_port()}",
        tool_login_url="http://localhost:8000/lti/login",
        tool_launch_url="http://localhost:8000/lti/launch",
        tool_jwks_url=jwks.url,
        client_id="tool",
        data_dir=folder,
    )
    lms = Lms(config, create_platform(config))
    server = make_server("127.0.0.1", config.port, lms, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# --- mail ---------------------------------------------------------------------------------------


class Mailbox:
    """Takes mail, but for what ``refuse`` says about a recipient or the message."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []
        self.envelopes: list[tuple[str, ...]] = []
        self.refuse: dict[str, str] = {}
        self.before: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - likewise
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.before()
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        assert isinstance(envelope.content, bytes)
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.kept.append(found)
        self.envelopes.append(tuple(envelope.rcpt_tos))
        return "250 OK"

    def texts(self) -> list[str]:
        return [text_of(message) for message in self.kept]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def running_mail_server(mailbox: Mailbox) -> Iterator[str]:
    """Its address, as ``MENTOR_SMTP_URL`` gives it."""
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


# --- the record store ---------------------------------------------------------------------------


@dataclass
class RecordStore:
    """A strict LRS: all of a batch or nothing of it, and one id is one statement (xAPI 1.0.3)."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    down: Reply | None = None
    refuses: frozenset[str] = frozenset()
    """Ids that it finds wrong."""
    before: Callable[[], None] = lambda: None

    def answer(self, request: Received) -> Reply:
        self.before()
        if self.down is not None:
            return self.down
        if request.method == "GET":
            known = self.kept.get(request.query["statementId"])
            return as_json(known) if known else Reply(404)
        batch = request.json()
        assert isinstance(batch, list)
        self.batches.append(len(batch))
        ids = [one["id"] for one in batch]
        if len(batch) > 500 or len(set(ids)) < len(ids) or self.refuses.intersection(ids):
            return Reply(400)
        if self.kept.keys() & ids:
            return Reply(409)
        self.kept |= {one["id"]: one for one in batch}
        return as_json(ids)


# --- the worker ---------------------------------------------------------------------------------


@dataclass
class Worker:
    """One worker; ``works`` is one look into the outbox."""

    house: House
    couriers: Couriers

    def works(self) -> int:
        return deliver_due(self.house, self.couriers)

    def finishes(self) -> None:
        """Until nothing is due."""
        while self.works():
            pass


def assertions(key: ToolKey) -> Callable[[Registration, str, float], str]:
    return lambda registration, audience, now: client_assertion(
        key, registration, audience=audience, now=now
    )


@contextmanager
def hired(
    house: House,
    key: ToolKey,
    *,
    smtp: str | None = None,
    lrs: str | None = None,
    seconds: float = 5.0,
) -> Iterator[Worker]:
    """A worker with its couriers; to mail and record store only where an address is given."""
    with HttpDoor(read_seconds=seconds, whole_seconds=seconds) as door:
        yield Worker(
            house,
            Couriers(
                door=door,
                tokens=AccessTokens(door, assertions(key)),
                mailer=Mailer(smtp, "Mentor training <office@example.ac.uk>") if smtp else None,
                lrs=LrsClient(lrs, "key", "secret", door) if lrs else None,
            ),
        )


@contextmanager
def counterpart(store: RecordStore) -> Iterator[str]:
    """The store's address, as ``MENTOR_LRS_URL`` gives it."""
    with Counterpart(store.answer) as server:
        yield server.url("/xapi")


# --- what is in the outbox ----------------------------------------------------------------------


@dataclass
class Books:
    """The place's course and people, as the demo LMS knows them."""

    house: House
    place: Place
    lms: Lms

    def __post_init__(self) -> None:
        with self.house.units.writing() as unit:
            platform = unit.session.get_one(PlatformRegistration, self.place.registration_id)
            platform.token_url = self.lms.config.token_url
            course = unit.session.get_one(Course, self.place.course_id)
            course.line_items_url = self.lms.books.line_items_url("course-101")
        self.amara = self.student("mentor-amara")
        self.office = self.place.visit(Role.OFFICE, name="O. Ng")

    def student(self, sub: str) -> str:
        """Somebody whom the LMS knows by that id; their id here."""
        visit = self.place.mentor(name=f"The {sub}")
        with self.house.units.writing() as unit:
            unit.session.get_one(Person, visit.person_id).sub = sub
        return visit.person_id

    def scores(self, score: int, *, person_id: str = "", resource: str = MODULE) -> None:
        """A score goes into the outbox, as any use case puts it there."""
        with self.house.units.writing() as unit:
            tell_gradebook(
                unit,
                person_id=person_id or self.amara,
                course_id=self.place.course_id,
                provider_id=self.place.provider_id,
                resource=resource,
                score=score,
                comment=f"{score} per cent",
            )

    def place_link(self, link_id: str, *, module: str | None = "west-london/entry-1") -> None:
        """A link of the course, with the column that the LMS gave it."""
        with self.house.units.writing() as unit:
            unit.session.add(
                ResourceLink(
                    course_id=self.place.course_id,
                    resource_link_id=link_id,
                    module=module,
                    award=None if module else "west-london/entry",
                    line_item_url=self.lms.column_of_link(link_id),
                )
            )

    def failures(self) -> tuple[FailedDelivery, ...]:
        """What the office is shown."""
        return desks.office_desk(self.house, self.office).failures

    def retries(self) -> None:
        """The office presses "Try again" beside everything it is shown."""
        for failure in self.failures():
            desks.retry_delivery(self.house, self.office, failure.message_id)


def outcomes(house: House, **where: object) -> list[str | None]:
    """What became of the messages, oldest first."""
    return [message.outcome for message in outbox(house, **where)]


def outbox(house: House, **where: object) -> list[OutboxMessage]:
    return sorted(rows(house, OutboxMessage, **where), key=lambda message: message.id)


def check_free(house: House) -> None:
    """Fail if anybody holds a transaction open: whoever wants to write need not wait."""
    engine = house.units.engine
    if engine.dialect.name == "sqlite":
        assert engine.url.database is not None
        with closing(sqlite3.connect(engine.url.database, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE providers SET office_name = office_name")
            other.commit()
            (_, pages, carried_over) = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert pages == carried_over == 0, "a reader holds the log of writes up"
        return
    idle = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )
    with engine.connect() as connection:
        assert connection.scalar(text(idle)) == 0


def unused_address(scheme: str) -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"{scheme}://127.0.0.1:{probe.getsockname()[1]}"
