"""``create_app``: the web application, wired. Each blueprint gets its access rule here."""

from __future__ import annotations

import logging
from types import TracebackType

from flask import Flask, request
from flask.sessions import SecureCookieSession, SessionInterface
from sqlalchemy import Engine
from werkzeug.wrappers import Request, Response

from lti_tool.config import Settings, data_folder
from lti_tool.content import Library, load_packs
from lti_tool.domain.seats import Role
from lti_tool.errors import ConfigurationError
from lti_tool.lti.keys import KeyCache
from lti_tool.lti.sealing import Sealer
from lti_tool.outbound.files import FileStore
from lti_tool.outbound.http import HttpDoor
from lti_tool.persistence.database import prepare_engine
from lti_tool.persistence.models import db
from lti_tool.persistence.unit_of_work import Clock, Units
from lti_tool.usecases.house import FileRoom, House
from lti_tool.usecases.platforms import Registrations, tool_jwks
from lti_tool.usecases.visits import Threshold
from lti_tool.web import (
    access,
    acknowledging,
    assets,
    compression,
    coordinator,
    error_pages,
    evaluating,
    headers,
    lti,
    mentor,
    office,
    public,
    seat_desks,
    shell,
    tutor,
    visitor,
)
from lti_tool.web.door import Door
from lti_tool.web.uploads import UploadRequest

LARGEST_BODY = 1024 * 1024
"""Bytes: far more than any form of ours, far less than what could hurt."""


class _NoSession(SessionInterface):
    """Flask's cookie session is not used: who somebody is belongs to the launch."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None: Flask then keeps a session that refuses to be written to."""
        del app, request
        return None

    def save_session(self, app: Flask, session: object, response: Response) -> None:
        """Nothing is ever kept."""


class MentorModules(Flask):
    """Flask, but no address gets into the log: a launch's handle stands in it."""

    session_interface = _NoSession()
    request_class = UploadRequest

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log an unexpected error under the reference that its page shows."""
        self.logger.error(
            "error %s at %s", error_pages.new_reference(), request.endpoint, exc_info=exc_info
        )


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    library: Library | None = None,
) -> Flask:
    """The application; ``settings`` from the environment unless given.

    ``clock`` and ``library`` (the packs of the settings, read before) are for tests, which open
    houses by the hundred.

    Raises:
        ConfigurationError: a setting is missing, weak or malformed.
        ContentError: a pack has mistakes.
    """
    settings = settings or Settings.from_environment()
    _log_to_stderr()
    app = MentorModules(
        "lti_tool", template_folder=str(data_folder("templates")), static_folder=None
    )
    app.config.update(
        SQLALCHEMY_DATABASE_URI=_driver(settings.database_url),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=1000,
    )
    clock = clock or Clock()
    house = _house(settings, _engine(app), clock, library or load_packs(settings.packs))
    app.extensions["house"] = house
    edge = _edge(house, clock)
    app.extensions["edge"] = edge
    headers.install(app, https=settings.base_url.startswith("https:"))
    shell.install(app)
    compression.install(app)
    error_pages.install(app)
    _register(app)
    app.wsgi_app = Door(app, edge)  # type: ignore[method-assign]  # how Flask adds middleware
    return app


def _register(app: Flask) -> None:
    access.register(app, lti.blueprint, access.EVERYONE)
    access.register(app, assets.blueprint, access.EVERYONE)
    access.register(app, public.blueprint, access.EVERYONE)
    access.register(app, visitor.blueprint, access.ANY_VISITOR)
    access.register(app, mentor.blueprint, access.needs(Role.MENTOR), says=mentor.NOTICES)
    access.register(app, tutor.blueprint, access.needs(Role.TUTOR), says=tutor.NOTICES)
    access.register(app, office.blueprint, access.needs(Role.OFFICE), says=office.NOTICES)
    manager = access.needs(Role.PARTNERSHIP_MANAGER)
    access.register(app, seat_desks.manager, manager, says=seat_desks.NOTICES)
    access.register(app, seat_desks.panel, access.needs(Role.PANEL), says=seat_desks.NOTICES)
    access.register(app, coordinator.blueprint, access.LINK_HOLDER, says=coordinator.NOTICES)
    access.register(app, acknowledging.blueprint, access.LINK_HOLDER, says=acknowledging.NOTICES)
    access.register(app, evaluating.blueprint, access.LINK_HOLDER, says=evaluating.NOTICES)


def _log_to_stderr() -> None:
    """What happens, a line each, where systemd and containers look for it; once per process."""
    log = logging.getLogger("lti_tool")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)


def _driver(database_url: str) -> str:
    """PostgreSQL through psycopg 3, however the address was written."""
    scheme, _, rest = database_url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else database_url


def _engine(app: Flask) -> Engine:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        return db.engine


def _house(settings: Settings, engine: Engine, clock: Clock, library: Library) -> House:
    return House(
        units=Units(engine, clock),
        library=library,
        base_url=settings.base_url,
        secret_key=settings.secret_key,
        statements_with_names=settings.lrs_with_names,
        files=_file_room(settings),
    )


def _file_room(settings: Settings) -> FileRoom | None:
    if settings.files is None and not settings.files_folder.parent.is_dir():
        return None  # nor can there be a database: whoever opens that says so
    try:
        store = FileStore.at(settings.files_folder)
    except OSError as error:
        raise ConfigurationError(
            f"The folder for files, {settings.files_folder}, cannot be made or used "
            f"({error.strerror}). MENTOR_FILES names another."
        ) from None
    return FileRoom(store, largest=settings.largest_file, most=settings.most_files)


def _edge(house: House, clock: Clock) -> lti.Edge:
    registrations = Registrations(house.units)
    return lti.Edge(
        sealer=Sealer(house.secret_key, "login"),
        keys=KeyCache(HttpDoor().fetch_json),
        find_registration=registrations.by_client,
        find_registration_by_id=registrations.by_id,
        tool_jwks=lambda: tool_jwks(house),
        enter=Threshold(house).enter,
        launch_url=f"{house.base_url}{lti.LAUNCH_PATH}",
        now=lambda: clock.now().timestamp(),
        https=house.base_url.startswith("https:"),
    )
