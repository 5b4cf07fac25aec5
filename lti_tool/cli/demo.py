"""``mentor-modules demo``: the tool, its worker and a demo LMS with a mailbox, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from lti_tool.cli.demo_calendar import plan_briefings
from lti_tool.cli.runtime import running_house
from lti_tool.cli.servers import gunicorn_command
from lti_tool.config import Settings
from lti_tool.errors import ConfigurationError
from lti_tool.persistence.schema import bring_up_to_date
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases import platforms

START_SECONDS = 60.0
PROVIDER = "demo-university"
OFFICE_EMAIL = "office@demo-university.example"
STAFF = {"office-helen": "office", "panel-grace": "panel", "panel-imran": "panel"}
"""Who of the demo LMS works for the provider, and as what."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo's parts listen and keep their things."""

    folder: Path
    tool_port: int
    lms_port: int
    mail_port: int

    @property
    def tool(self) -> str:
        """The tool's address; another host name than the LMS's, so that the frame is foreign."""
        return f"http://localhost:{self.tool_port}"

    @property
    def lms(self) -> str:
        """The demo LMS's address."""
        return f"http://127.0.0.1:{self.lms_port}"

    def environment(self) -> dict[str, str]:
        """The settings of every part."""
        return {
            **os.environ,
            "MENTOR_BASE_URL": self.tool,
            "MENTOR_DATABASE_URL": f"sqlite:///{self.folder / 'tool.db'}",
            "MENTOR_SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "MENTOR_MAIL_FROM": f"Demo University partnership office <{OFFICE_EMAIL}>",
            "DEMO_LMS_ISSUER": self.lms,
            "DEMO_LMS_TOOL_LOGIN_URL": f"{self.tool}/lti/login",
            "DEMO_LMS_TOOL_LAUNCH_URL": f"{self.tool}/lti/launch",
            "DEMO_LMS_TOOL_JWKS_URL": f"http://127.0.0.1:{self.tool_port}/lti/jwks",
            "DEMO_LMS_DATA_DIR": str(self.folder / "lms"),
            "DEMO_LMS_SMTP_PORT": str(self.mail_port),
        }


@click.command()
@click.option("--folder", default="instance/demo", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Start the tool and a demo LMS on this machine; Ctrl-C stops both.

    DEMO_PORT and DEMO_LMS_PORT change the ports.
    """
    place = _place(folder)
    environment = place.environment()
    tool = Part("tool", gunicorn_command("127.0.0.1", place.tool_port, 2, 1), environment)
    worker = Part("worker", [sys.executable, "-m", "lti_tool.cli", "worker"], environment)
    lms = Part("demo LMS", [sys.executable, "-m", "lti_tool.demo"], environment)
    stop = threading.Event()
    _stop_on_signals(stop)
    try:
        # What somebody waits for first: the LMS needs no database, and nobody waits for the worker.
        lms.start()
        prepare(environment, place)
        tool.start()
        answered = _answer(place, stop)
        worker.start()
        if answered:
            _say_where(place)
        _watch((tool, worker, lms), stop)
    finally:
        for part in (lms, worker, tool):
            part.stop()


def _place(folder: Path) -> Place:
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    tool, lms = _port("DEMO_PORT", 8000), _port("DEMO_LMS_PORT", 8001)
    for name, port in (("DEMO_PORT", tool), ("DEMO_LMS_PORT", lms)):
        if not _is_free(port):
            raise ConfigurationError(
                f"Port {port} is in use already. Is the demo running in another window? "
                f"Otherwise choose another port: {name}=… make demo"
            )
    return Place(folder, tool, lms, _free_port())


def _port(name: str, usual: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigurationError(f"{name} must be a port number, not {text!r}.")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def prepare(environment: Mapping[str, str], place: Place) -> None:
    """Make the database and put into it what the demo begins with; safe to do again."""
    settings = Settings.from_environment(environment)
    with running_house(settings, checked=False) as house:
        bring_up_to_date()
        _seed(house.units, place)
        plan_briefings(house, provider=PROVIDER, issuer=place.lms, sub="office-helen")
        platforms.current_key(house.units)


def _seed(units: Units, place: Place) -> None:
    """A provider, its LMS, its office and a partner school; done again, it changes nothing."""
    platforms.add_provider(
        units,
        slug=PROVIDER,
        name="Demo University",
        office_name="Demo University partnership office",
        office_email=OFFICE_EMAIL,
    )
    asked = platforms.PlatformAsked(
        issuer=place.lms,
        client_id="demo-client",
        deployment_id="1",
        auth_url=f"{place.lms}/auth",
        token_url=f"{place.lms}/token",
        jwks_url=f"{place.lms}/jwks",
        provider=PROVIDER,
    )
    platforms.add_platform(units, asked)
    for sub, role in STAFF.items():
        platforms.grant_staff(
            units,
            provider=PROVIDER,
            issuer=place.lms,
            client_id="demo-client",
            sub=sub,
            role=role,
        )
    platforms.add_school(
        units,
        provider=PROVIDER,
        name="Oakfield School",
        postcode="W5 2AB",
        email_domain="oakfield.example",
    )


@dataclass
class Part:
    """One process of the demo, started again when it dies."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a group of its own, so that Ctrl-C reaches only us."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command, env=dict(self.environment), start_new_session=True
        )

    def revive(self) -> None:
        """Start it again if it has ended; give up when it keeps ending at once.

        Raises:
            ConfigurationError: it ended three times within ten seconds.
        """
        if self.process is None or self.process.poll() is None:
            return
        if len(self.starts) >= 3 and time.monotonic() - self.starts[-3] < 10:
            raise ConfigurationError(f"The {self.name} keeps ending; its messages stand above.")
        click.echo(f"The {self.name} ended unexpectedly; starting it again.", err=True)
        self.start()

    def stop(self) -> None:
        """Ask it to end, wait, insist."""
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _stop_on_signals(stop: threading.Event) -> None:
    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)


def _watch(parts: tuple[Part, ...], stop: threading.Event) -> None:
    while not stop.wait(0.5):
        for part in parts:
            part.revive()


def _answer(place: Place, stop: threading.Event) -> bool:
    """Whether both answer before the time is up."""
    until = time.monotonic() + START_SECONDS
    addresses = (f"http://127.0.0.1:{place.tool_port}/readyz", f"{place.lms}/")
    return all(_wait_for(address, until, stop.is_set) for address in addresses)


def _wait_for(address: str, until: float, stopped: Callable[[], bool]) -> bool:
    while time.monotonic() < until and not stopped():
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _say_where(place: Place) -> None:
    click.echo("")
    click.echo(f"  The demo LMS: {place.lms}   (begin here: choose who you want to be)")
    click.echo(f"  The tool:     {place.tool}")
    click.echo("")
    click.echo("  Ctrl-C stops both. What you did is kept in " + str(place.folder))
