"""Checks 28 to 42: the message is one that this tool can act upon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pylti1p3.exception import LtiException
from pylti1p3.message_validators.resource_message import ResourceMessageValidator
from pylti1p3.message_validators.submission_review import SubmissionReviewLaunchValidator

from lti_tool.lti import claim_names
from lti_tool.lti.claim_values import is_identifier
from lti_tool.lti.refusals import refused_ask_administrator, refused_open_again
from lti_tool.lti.registrations import Registration
from lti_tool.lti.roles import LaunchRole, launch_roles
from lti_tool.lti.state import LoginState

_NOTHING: tuple[object, ...] = (None, {}, [])  # PHP platforms write an empty object as []
_LONGEST_URI = 4096
_VALIDATORS = {
    claim_names.RESOURCE_LINK_REQUEST: ResourceMessageValidator(),
    claim_names.SUBMISSION_REVIEW_REQUEST: SubmissionReviewLaunchValidator(),
}


def version_is_1_3(claims: Mapping[str, Any]) -> None:
    """28. ``version`` is 1.3.0."""
    if claims.get(claim_names.VERSION) != "1.3.0":
        raise refused_ask_administrator(
            "version_unsupported", "Your course speaks another version of LTI than 1.3."
        )


def message_is_not_deep_linking(claims: Mapping[str, Any]) -> None:
    """29. The message does not ask to choose content, which this tool does not offer yet."""
    if claims.get(claim_names.MESSAGE_TYPE) == claim_names.DEEP_LINKING_REQUEST:
        raise refused_ask_administrator(
            "deep_linking_not_offered",
            "Choosing content from inside the course is not possible with this tool yet; "
            "a link to a module can be added by its address and custom parameter instead.",
        )


def message_type_is_supported(claims: Mapping[str, Any]) -> str:
    """30. The message is a resource link launch or a submission review."""
    message_type = claims.get(claim_names.MESSAGE_TYPE)
    if not isinstance(message_type, str) or message_type not in _VALIDATORS:
        raise refused_ask_administrator(
            "message_type_unsupported",
            "Your course asked for something that this tool does not do.",
        )
    return message_type


def deployment_is_named(claims: Mapping[str, Any]) -> str:
    """31. ``deployment_id`` is an identifier."""
    deployment_id: object = claims.get(claim_names.DEPLOYMENT_ID)
    if not isinstance(deployment_id, str) or not is_identifier(deployment_id):
        raise refused_ask_administrator(
            "deployment_missing",
            "What your course sent does not say where in your learning platform the tool is.",
        )
    return deployment_id


def deployment_is_known(deployment_id: str, registration: Registration) -> None:
    """32. The office has accepted that deployment."""
    if deployment_id not in registration.deployments:
        raise refused_ask_administrator(
            "unknown_deployment",
            "Your learning platform is known here, but not this placement of the tool in it.",
        )


def deployment_is_of_this_login(deployment_id: str, state: LoginState) -> None:
    """33. It is the deployment that the login named, if it named one."""
    if state.deployment_id is not None and deployment_id != state.deployment_id:
        raise refused_open_again(
            "deployment_of_another_login",
            "What your course sent belongs to another placement of the tool than the one you "
            "came from.",
        )


def target_link_uri_is_given(claims: Mapping[str, Any]) -> None:
    """34. ``target_link_uri`` is there; it is kept for reference and never followed."""
    uri = claims.get(claim_names.TARGET_LINK_URI)
    if not isinstance(uri, str) or not 0 < len(uri) <= _LONGEST_URI:
        raise refused_ask_administrator(
            "target_link_uri_missing",
            "What your course sent does not say which page it wants to open.",
        )


def person_is_named(claims: Mapping[str, Any]) -> None:
    """35. There is a ``sub``: nobody can be certified without one."""
    if claims.get("sub") in (None, ""):
        raise refused_open_again(
            "anonymous_launch",
            "Your course did not say who you are, and training can only be recorded for a person. "
            "If you are not signed in, please sign in. If you are, your Moodle or Canvas "
            "administrator first has to let the course tell this tool who you are.",
        )


def person_is_identified(claims: Mapping[str, Any]) -> None:
    """36. ``sub`` is an identifier."""
    if not is_identifier(claims["sub"]):
        raise refused_ask_administrator(
            "sub_malformed", "What your course sent to say who you are cannot be used."
        )


def resource_link_is_given(claims: Mapping[str, Any], message_type: str) -> None:
    """37. A resource link launch has a resource link (a review may go without)."""
    if (
        message_type == claim_names.RESOURCE_LINK_REQUEST
        and claims.get(claim_names.RESOURCE_LINK) in _NOTHING
    ):
        raise refused_ask_administrator(
            "resource_link_missing",
            "What your course sent does not say which of its links was opened.",
        )


def resource_link_is_identified(claims: Mapping[str, Any]) -> None:
    """38. ``resource_link``, where there is one, has an identifier."""
    if not _is_absent_or_identified(claims.get(claim_names.RESOURCE_LINK)):
        raise refused_ask_administrator(
            "resource_link_malformed",
            "The link that you opened has no identifier that this tool can use.",
        )


def context_is_identified(claims: Mapping[str, Any]) -> None:
    """39. ``context``, where there is one, has an identifier."""
    if not _is_absent_or_identified(claims.get(claim_names.CONTEXT)):
        raise refused_ask_administrator(
            "context_malformed", "Your course has no identifier that this tool can use."
        )


def roles_are_a_list(claims: Mapping[str, Any]) -> frozenset[LaunchRole]:
    """40. ``roles`` is a list of texts; an empty one is allowed."""
    roles = claims.get(claim_names.ROLES)
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise refused_ask_administrator(
            "roles_malformed", "What your course sent does not say what your part in the course is."
        )
    return launch_roles(roles)


def review_is_asked_for_by_an_instructor(message_type: str, roles: frozenset[LaunchRole]) -> None:
    """41. Only an instructor may ask to see somebody's work.

    Moodle signs such a message for any student who edits the address of the launch page.
    """
    if message_type == claim_names.SUBMISSION_REVIEW_REQUEST and LaunchRole.INSTRUCTOR not in roles:
        raise refused_open_again(
            "review_not_for_learners",
            "Only a tutor of the course can open somebody's work from here.",
        )


def library_finds_no_fault(claims: Mapping[str, Any], message_type: str) -> None:
    """42. pylti1p3next's validator for the message type agrees."""
    try:
        _VALIDATORS[message_type].validate(claims)
    except (LtiException, AttributeError, KeyError, TypeError) as error:
        # Beside its own exception it stumbles over claims of an unexpected JSON type.
        raise refused_ask_administrator(
            "message_malformed", "What your course sent is not complete."
        ) from error


def _is_absent_or_identified(value: object) -> bool:
    return value in _NOTHING or (isinstance(value, dict) and is_identifier(value.get("id")))
