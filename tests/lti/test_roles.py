"""Roles: LTI Core 1.3, 5.3.7 and appendix A.2."""

from __future__ import annotations

import pytest
from pylti1p3.roles import TeacherRole

from lti_tool.lti import claim_names
from lti_tool.lti.roles import LaunchRole, launch_roles

from .signing_lms import INSTRUCTOR, LEARNER, SigningLms

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
SUB_INSTRUCTOR = LIS + "membership/Instructor#"
SUB_LEARNER = LIS + "membership/Learner#"
INSTITUTION = LIS + "institution/person#"
SYSTEM = LIS + "system/person#"


@pytest.mark.parametrize(
    ("uri", "role"),
    [
        (LEARNER, LaunchRole.LEARNER),
        (INSTRUCTOR, LaunchRole.INSTRUCTOR),
        ("Learner", LaunchRole.LEARNER),
        ("Instructor", LaunchRole.INSTRUCTOR),
        ("ContentDeveloper", LaunchRole.CONTENT_DEVELOPER),
        (LIS + "membership#Mentor", LaunchRole.OBSERVER),
        (LIS + "membership#Administrator", LaunchRole.ADMINISTRATOR),
        (LIS + "membership#Manager", LaunchRole.OTHER_IN_CONTEXT),
        (INSTITUTION + "Administrator", LaunchRole.ADMINISTRATOR),
        (SYSTEM + "Administrator", LaunchRole.ADMINISTRATOR),
        (SYSTEM + "SysAdmin", LaunchRole.ADMINISTRATOR),
        ("http://purl.imsglobal.org/vocab/lti/system/person#TestUser", LaunchRole.TEST_USER),
        (SUB_INSTRUCTOR + "TeachingAssistant", LaunchRole.TEACHING_ASSISTANT),
        (SUB_LEARNER + "NonCreditLearner", LaunchRole.LEARNER),
    ],
)
def test_a_role_is_recognised(uri: str, role: LaunchRole) -> None:
    assert launch_roles([uri]) == {role}


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "instructor",
        "urn:lti:role:ims/lis/Instructor",
        INSTITUTION + "Instructor",
        INSTITUTION + "Faculty",
        SYSTEM + "User",
        LIS + "other/person#Instructor",
        "https://example.org/roles#Instructor",
        INSTRUCTOR + "x" * 300,
    ],
)
def test_anything_else_opens_nothing(uri: str) -> None:
    assert launch_roles([uri]) == frozenset()


def test_a_teaching_assistant_is_an_instructor_only_where_the_platform_says_so(
    lms: SigningLms,
) -> None:
    assistant = SUB_INSTRUCTOR + "TeachingAssistant"
    assert not lms.launch({claim_names.ROLES: [assistant]}).is_instructor
    assert lms.launch({claim_names.ROLES: [assistant, INSTRUCTOR]}).is_instructor


def test_a_teacher_taking_the_course_as_a_learner_is_a_learner(lms: SigningLms) -> None:
    uri = SUB_LEARNER + "Instructor"
    library = TeacherRole({claim_names.ROLES: [uri]})  # type: ignore[no-untyped-call]  # untyped
    assert library.check(), "why the library is not asked here"
    launch = lms.launch({claim_names.ROLES: [uri]})
    assert (launch.is_learner, launch.is_instructor) == (True, False)


def test_canvas_sends_a_teachers_institution_roles_into_a_course_where_she_learns(
    lms: SigningLms,
) -> None:
    roles = [INSTITUTION + "Instructor", INSTITUTION + "Student", LEARNER, SYSTEM + "User"]
    launch = lms.launch({claim_names.ROLES: roles})
    assert (launch.is_learner, launch.is_instructor) == (True, False)


def test_canvas_does_not_make_a_teacher_who_once_studied_there_a_learner(lms: SigningLms) -> None:
    launch = lms.launch({claim_names.ROLES: [INSTITUTION + "Student", INSTRUCTOR]})
    assert (launch.is_learner, launch.is_instructor) == (False, True)


def test_a_student_with_no_role_in_the_course_counts_as_a_learner(lms: SigningLms) -> None:
    assert lms.launch({claim_names.ROLES: [INSTITUTION + "Student"]}).is_learner


def test_moodles_administrator_is_instructor_and_administrator(lms: SigningLms) -> None:
    roles = [INSTITUTION + "Administrator", SYSTEM + "Administrator", INSTRUCTOR]
    launch = lms.launch({claim_names.ROLES: roles})
    assert (launch.is_instructor, launch.is_administrator) == (True, True)
