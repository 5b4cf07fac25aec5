"""People and records for the attacks: one record that is almost ready, two that have begun."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from werkzeug.routing import Rule

from lti_tool.app import create_app
from lti_tool.cli.demo import PROVIDER
from lti_tool.config import Settings, data_folder

from .lms_client import Person, Visit
from .right_answers import AWARD, MODULES
from .servers import World
from .story import Link, Story

FIRST, SECOND = MODULES
STAND_INS = {
    "module_id": FIRST,
    "award_id": AWARD,
    "shared_audit_id": "national-standards/rag",
    "kind": "certificate",
}
OF_A_SHAPE = {"pack_id": "somebody/elses", "int": "1"}
"""For parts of an address that only take what has the right shape."""
PANEL, PANEL_LINK, PANEL_COURSE = "panel-grace", "45", "course-405"


@dataclass
class Cast:
    """Amara's record waits for its last signature; Tom, and Leila elsewhere, have entered."""

    world: World
    amara: Story
    tom: Story
    leila: Story
    tutor: Visit
    office: Visit
    seated: Visit
    """On the panel, and the partnership manager as well."""
    toms_link: Link

    @classmethod
    def assemble(cls, world: World) -> Cast:
        amara, tom = Story(world), Story(world, "mentor-tom", "Tom Whitfield")
        leila = Story(world, "mentor-leila", "Leila Haddad", course="course-202", award_link="22")
        amara.until_tutor_signs()
        for story in (tom, leila):
            story.enter()
            story.check_self()
            story.ask_pcm()
        return cls(
            world=world,
            amara=amara,
            tom=tom,
            leila=leila,
            tutor=amara.come("tutor-daniel"),
            office=amara.come("office-helen"),
            seated=seated(world),
            toms_link=tom.link("Tom Whitfield asks you to confirm"),
        )

    def visit_for(self, blueprint: str) -> Visit:
        """Somebody who may enter the pages of a blueprint."""
        staff = {"office": self.office, "panel": self.seated, "manager": self.seated}
        return {**staff, "tutor": self.tutor}.get(blueprint, self.tom.mentor)

    def stranger(self) -> Person:
        """Somebody without any cookie."""
        return Person(self.world)


def seated(world: World) -> Visit:
    """A launch of somebody in the seats that no other persona sits in."""
    person = ["--issuer", world.lms, "--client-id", "demo-client", "--sub", PANEL]
    role = ["--provider", PROVIDER, "--role", "partnership_manager"]
    command = [sys.executable, "-m", "lti_tool.cli", "staff", "grant", *person, *role]
    subprocess.run(command, env=world.place.environment(), check=True, capture_output=True)
    return Person(world).launch(PANEL, PANEL_LINK, PANEL_COURSE)


def routes(folder: Path, method: str) -> Iterator[Rule]:
    """The tool's addresses that take the method, from its own map."""
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'unused.db'}",
            base_url="http://localhost:8000",
            secret_key="only-to-read-the-map-of-addresses-from",
            packs=(data_folder("modules"),),
        )
    )
    return (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))


def below(rule: Rule, **values: str) -> str:
    """A route's address without the part that says who comes, its other parts filled in."""
    given = {**STAND_INS, **values}
    path = re.sub(r"^/(l/<handle>|s/<token>)", "", rule.rule)

    def filled(found: re.Match[str]) -> str:
        return given.get(found[2]) or OF_A_SHAPE.get(found[1], "somebody-elses")

    return re.sub(r"<(?:(\w+):)?(\w+)>", filled, path)
