"""Servers and a browser, started once, with readable logs where a test fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from .attackers import Cast
from .browsing import PATIENCE, start_chromium
from .servers import World, demo_command, separate_programs

WORLDS = pytest.StashKey[list[World]]()


@pytest.fixture(scope="session")
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """What ``make demo`` starts."""
    with demo_command(tmp_path_factory.mktemp("demo")) as world:
        remember(request, world)
        yield world


@pytest.fixture(scope="module")
def new_demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The same in which nobody has done anything yet: what one has learnt elsewhere counts too."""
    with demo_command(tmp_path_factory.mktemp("new-demo")) as world:
        remember(request, world)
        yield world


@pytest.fixture(scope="session")
def cast(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    """People to attack and to be attacked, with a tool of their own."""
    with separate_programs(tmp_path_factory.mktemp("attacked")) as world:
        remember(request, world)
        yield Cast.assemble(world)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser; people get profiles of their own in it."""
    expect.set_options(timeout=PATIENCE)
    browser = start_chromium(playwright)
    yield browser
    browser.close()


def remember(request: pytest.FixtureRequest, world: World) -> None:
    request.config.stash.setdefault(WORLDS, []).append(world)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failing test shows the ends of the servers' logs."""
    report: pytest.TestReport = yield  # type: ignore[assignment]  # what pluggy sends
    if report.failed:
        for world in item.config.stash.get(WORLDS, []):
            report.sections.append(("servers", world.logs()))
    return report  # type: ignore[return-value]  # as above
