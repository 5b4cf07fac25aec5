"""The roles claim (LTI Core 1.3, 5.3.7 and appendix A.2) as the few roles this tool tells apart.

URIs are taken apart by pylti1p3next, and read by one table here, for two reasons. Its role classes
forget which principal role a sub-role belongs to, so that ``membership/Learner#Instructor`` (a
teacher who takes the course as a learner) would open the tutor's pages; and Canvas sends the
institution's roles into every course, so only roles in the course itself (and the old short names)
make somebody an instructor here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Final

from pylti1p3.roles import AbstractRole, RoleType

from lti_tool.lti.claim_values import LONGEST_ID


class LaunchRole(Enum):
    """What the platform says that a person is.

    ``OBSERVER`` is the vocabulary's "Mentor": somebody who may look at a learner's work, such as a
    parent. It has nothing to do with this product's school mentors, who are LTI Learners.
    """

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    TEACHING_ASSISTANT = "teaching_assistant"
    CONTENT_DEVELOPER = "content_developer"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"
    INSTITUTION_STUDENT = "institution_student"
    OTHER_IN_CONTEXT = "other_in_context"
    TEST_USER = "test_user"


_SUB_ROLE: Final = "/v2/membership/"
_TEST_USER: Final = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
_IN_CONTEXT: Final = {
    "Learner": LaunchRole.LEARNER,
    "Instructor": LaunchRole.INSTRUCTOR,
    "ContentDeveloper": LaunchRole.CONTENT_DEVELOPER,
    "Mentor": LaunchRole.OBSERVER,
    "Administrator": LaunchRole.ADMINISTRATOR,
}
_IN_INSTITUTION: Final = {
    "Administrator": LaunchRole.ADMINISTRATOR,
    "Student": LaunchRole.INSTITUTION_STUDENT,
    "Learner": LaunchRole.INSTITUTION_STUDENT,
}
_IN_SYSTEM: Final = {
    "Administrator": LaunchRole.ADMINISTRATOR,
    "SysAdmin": LaunchRole.ADMINISTRATOR,
}
_CONTEXT_ROLES: Final = frozenset(
    {
        LaunchRole.LEARNER,
        LaunchRole.INSTRUCTOR,
        LaunchRole.TEACHING_ASSISTANT,
        LaunchRole.CONTENT_DEVELOPER,
        LaunchRole.OBSERVER,
        LaunchRole.OTHER_IN_CONTEXT,
    }
)
_LIBRARY = AbstractRole({})  # type: ignore[no-untyped-call]  # the library has no types here


def launch_roles(uris: Iterable[str]) -> frozenset[LaunchRole]:
    """The roles behind the claim's URIs; those that mean nothing here are left out.

    A student of the institution with no role in the course counts as a learner (Open edX sends
    nothing else); a teaching assistant is an instructor only where the platform says so as well, as
    appendix A.2.3.1 asks of it.
    """
    known = (_launch_role(uri) for uri in uris if len(uri) <= LONGEST_ID)
    roles = frozenset(role for role in known if role is not None)
    if LaunchRole.INSTITUTION_STUDENT in roles and not roles & _CONTEXT_ROLES:
        return roles | {LaunchRole.LEARNER}
    return roles


@lru_cache(maxsize=256)
def _launch_role(uri: str) -> LaunchRole | None:
    if uri == _TEST_USER:
        return LaunchRole.TEST_USER
    if _SUB_ROLE in uri:
        return _sub_role(uri)
    name, kind = _LIBRARY.parse_role_str(uri)
    if kind == RoleType.CONTEXT:
        return _IN_CONTEXT.get(name, LaunchRole.OTHER_IN_CONTEXT)
    if kind is None:
        return _IN_CONTEXT.get(uri)  # the deprecated short names, which mean roles in the course
    return (_IN_INSTITUTION if kind == RoleType.INSTITUTION else _IN_SYSTEM).get(name)


def _sub_role(uri: str) -> LaunchRole:
    principal, _, name = uri.partition(_SUB_ROLE)[2].partition("#")
    if principal == "Learner":
        return LaunchRole.LEARNER
    if (principal, name) == ("Instructor", "TeachingAssistant"):
        return LaunchRole.TEACHING_ASSISTANT
    return LaunchRole.OTHER_IN_CONTEXT
