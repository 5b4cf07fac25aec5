"""``mentor-modules serve`` and ``worker``."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from datetime import date

import click
from sqlalchemy.exc import OperationalError

from lti_tool.cli.couriers import made_couriers
from lti_tool.cli.runtime import running_house
from lti_tool.config import Settings
from lti_tool.usecases.deliver import Couriers, deliver_due
from lti_tool.usecases.house import House
from lti_tool.usecases.housekeeping import tidy
from lti_tool.usecases.passing_days import catch_up
from lti_tool.usecases.reminding import remind

log = logging.getLogger(__name__)

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 1.0
"""Seconds between looks into the outbox: short after work, longer while nothing comes."""
TIDY_EVERY = 600.0
"""Seconds between two clearings-up."""
REMIND_EVERY = 300.0
"""Seconds between two looks for reminders that are due."""

AT_LEAST_ONE = click.IntRange(min=1)
PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option("--workers", default=2, show_default=True, type=AT_LEAST_ONE, help="Processes.")
@click.option(
    "--threads",
    default=1,
    show_default=True,
    type=AT_LEAST_ONE,
    help="In each process; 1 measured fastest.",
)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the tool with gunicorn; run a worker beside it."""
    with running_house():
        pass  # settings, packs and database are in order, or this ends with a clear message
    os.execv(sys.executable, gunicorn_command(host, port, workers, threads))  # noqa: S606 - our own interpreter


def gunicorn_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """The server's command line. No access log: addresses carry launch handles and link tokens."""
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    command += ["--config", "python:lti_tool.cli.gunicorn_settings"]
    command += ["--bind", f"{host}:{port}", "--workers", str(workers)]
    if threads > 1:
        command += ["--threads", str(threads)]
    command += ["--max-requests", "50000", "--max-requests-jitter", "5000"]
    return [*command, "lti_tool.app:create_app()"]


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
def worker(once: bool) -> None:
    """Deliver grades, mail, certificates and statements. Any number may run."""
    settings = Settings.from_environment()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with running_house(settings) as house, made_couriers(settings, house) as couriers:
        pause, chores = SHORTEST_PAUSE, Chores()
        while not stop.is_set():
            done = delivered(house, couriers)
            if done is None and once:
                raise click.ClickException("The database does not answer.")
            if done is None:
                stop.wait(LONGEST_PAUSE)
                continue
            done = done or chores.done(house)
            if once and not done:
                return
            pause = SHORTEST_PAUSE if done else min(pause * 1.5, LONGEST_PAUSE)
            if not done:
                stop.wait(pause)


class Chores:
    """What a worker does when nothing is to be delivered, each in its time."""

    def __init__(self) -> None:
        self._remind_at = self._tidy_at = time.monotonic()
        self._caught_up: date | None = None
        self._after: str | None = ""

    def done(self, house: House) -> int:
        """Do what is due; how much there is to deliver now."""
        now = time.monotonic()
        if now >= self._remind_at:
            self._remind_at = now + REMIND_EVERY
            reminders = remind(house)
            if reminders:
                return reminders
        if now >= self._tidy_at:
            self._tidy_at = now + (0 if tidy(house) else TIDY_EVERY)
        self._catch_up(house)
        return 0

    def _catch_up(self, house: House) -> None:
        """Once on every day, batch by batch."""
        today = house.units.clock.today()
        if today != self._caught_up:
            self._caught_up, self._after = today, ""
        if self._after is not None:
            self._after = catch_up(house, self._after)


def delivered(house: House, couriers: Couriers) -> int | None:
    """Deliver what is due; None when the database does not answer: it may be restarting."""
    try:
        return deliver_due(house, couriers)
    except OperationalError:
        log.exception("the database does not answer; the worker goes on trying")
        return None
