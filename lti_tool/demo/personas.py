"""The people and courses of the demo LMS, read from ``personas.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"

_PEOPLE = ("learners", "instructors")

# As Moodle sends them: its administrator is an instructor everywhere, and says so twice more.
LAUNCH_ROLES: Mapping[str, tuple[str, ...]] = {
    "learner": (f"{_MEMBERSHIP}Learner",),
    "instructor": (f"{_MEMBERSHIP}Instructor",),
    "administrator": (
        f"{_INSTITUTION}Administrator",
        f"{_MEMBERSHIP}Instructor",
        f"{_SYSTEM}Administrator",
    ),
}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody in the story; the id is also the ``sub`` of those who have an account."""

    id: str
    name: str
    kind: str
    part: str
    story: str
    email: str = ""
    sourcedid: str = ""

    @property
    def has_account(self) -> bool:
        """Whether this person can log in to the LMS."""
        return self.kind in LAUNCH_ROLES

    @property
    def is_staff(self) -> bool:
        """Whether this person sees whole gradebooks and rosters."""
        return self.kind in {"instructor", "administrator"}

    @property
    def given_name(self) -> str:
        """The first word of the name."""
        return self.name.partition(" ")[0]

    @property
    def family_name(self) -> str:
        """The rest of the name."""
        return self.name.partition(" ")[2]

    @property
    def username(self) -> str:
        """What the person types to log in."""
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Link:
    """An LTI resource link in a course; graded when it has a maximum score."""

    id: str
    title: str
    description: str
    custom: Mapping[str, str]
    score_maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A course: an LTI context."""

    id: str
    label: str
    title: str
    sourcedid: str
    learners: tuple[Persona, ...]
    instructors: tuple[Persona, ...]
    links: tuple[Link, ...]

    @property
    def members(self) -> tuple[Persona, ...]:
        """Everyone enrolled, instructors first."""
        return self.instructors + self.learners

    def link(self, link_id: str) -> Link | None:
        """The link with this id, or None."""
        return next((link for link in self.links if link.id == link_id), None)

    def is_student(self, user_id: str) -> bool:
        """Whether this user can hold grades here."""
        return any(person.id == user_id for person in self.learners)

    def admits(self, persona: Persona) -> bool:
        """Whether this person may open the course: the enrolled and administrators."""
        return persona.kind == "administrator" or persona in self.members


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk-through on the first page."""

    persona: Persona
    text: str


@dataclass(frozen=True, slots=True)
class World:
    """All there is in the demo LMS before anybody does anything."""

    name: str
    description: str
    guid: str
    personas: Mapping[str, Persona]
    courses: Mapping[str, Course]
    steps: tuple[Step, ...]

    def courses_of(self, persona: Persona) -> list[Course]:
        """The courses that this person may open."""
        return [course for course in self.courses.values() if course.admits(persona)]


def load_world() -> World:
    """Read the data file that ships with this package."""
    data = yaml.safe_load(files(__package__).joinpath("personas.yaml").read_text("utf-8"))
    personas = {entry["id"]: Persona(**entry) for entry in data["personas"]}
    courses = (_course(entry, personas) for entry in data["courses"])
    steps = (Step(personas[step["persona"]], step["text"]) for step in data["steps"])
    return World(
        **data["platform"],
        personas=personas,
        courses={course.id: course for course in courses},
        steps=tuple(steps),
    )


def _course(entry: Mapping[str, Any], personas: Mapping[str, Persona]) -> Course:
    people = {name: tuple(personas[one] for one in entry[name]) for name in _PEOPLE}
    links = tuple(Link(**link) for link in entry["links"])
    values: dict[str, Any] = {**entry, **people, "links": links}
    return Course(**values)
