"""Rows 28 to 42 of the table in lti_tool.lti.checks, by the names of the certification's cases."""

from __future__ import annotations

import pytest

from lti_tool.errors import LaunchRefused
from lti_tool.lti import claim_names

from .signing_lms import INSTRUCTOR, REMOVED, SigningLms

REVIEW = {claim_names.MESSAGE_TYPE: "LtiSubmissionReviewRequest"}
FOR_USER = {claim_names.FOR_USER: {"user_id": "8"}}

MESSAGES: list[tuple[str, dict[str, object], str]] = [
    ("lti_version_passed_is_not_13", {claim_names.VERSION: "1.2.0"}, "version_unsupported"),
    ("no_lti_version_passed", {claim_names.VERSION: REMOVED}, "version_unsupported"),
    (
        "deep_linking",
        {claim_names.MESSAGE_TYPE: "LtiDeepLinkingRequest"},
        "deep_linking_not_offered",
    ),
    ("message_type_invalid", {claim_names.MESSAGE_TYPE: "Tunafish"}, "message_type_unsupported"),
    (
        "message_type_claim_missing",
        {claim_names.MESSAGE_TYPE: REMOVED},
        "message_type_unsupported",
    ),
    (
        "message_type_a_list",
        {claim_names.MESSAGE_TYPE: ["LtiResourceLinkRequest"]},
        "message_type_unsupported",
    ),
    ("deployment_id_claim_missing", {claim_names.DEPLOYMENT_ID: REMOVED}, "deployment_missing"),
    ("deployment_id_a_number", {claim_names.DEPLOYMENT_ID: 1}, "deployment_missing"),
    ("deployment_id_too_long", {claim_names.DEPLOYMENT_ID: "1" * 256}, "deployment_missing"),
    ("deployment_id_unknown", {claim_names.DEPLOYMENT_ID: "99"}, "unknown_deployment"),
    (
        "deployment_id_of_another_login",
        {claim_names.DEPLOYMENT_ID: "2"},
        "deployment_of_another_login",
    ),
    (
        "target_link_uri_missing",
        {claim_names.TARGET_LINK_URI: REMOVED},
        "target_link_uri_missing",
    ),
    ("target_link_uri_empty", {claim_names.TARGET_LINK_URI: ""}, "target_link_uri_missing"),
    ("launch_with_missing_sub", {"sub": REMOVED}, "anonymous_launch"),
    ("launch_with_empty_sub", {"sub": ""}, "anonymous_launch"),
    ("launch_with_null_sub", {"sub": None}, "anonymous_launch"),
    ("sub_a_number", {"sub": 7}, "sub_malformed"),
    ("sub_too_long", {"sub": "7" * 256}, "sub_malformed"),
    ("resource_link_missing", {claim_names.RESOURCE_LINK: REMOVED}, "resource_link_missing"),
    ("resource_link_empty", {claim_names.RESOURCE_LINK: {}}, "resource_link_missing"),
    (
        "resource_link_id_missing",
        {claim_names.RESOURCE_LINK: {"title": "x"}},
        "resource_link_malformed",
    ),
    (
        "resource_link_id_too_long",
        {claim_names.RESOURCE_LINK: {"id": "x" * 256}},
        "resource_link_malformed",
    ),
    ("resource_link_a_text", {claim_names.RESOURCE_LINK: "link-3"}, "resource_link_malformed"),
    ("context_without_id", {claim_names.CONTEXT: {"title": "x"}}, "context_malformed"),
    ("context_id_a_number", {claim_names.CONTEXT: {"id": 5}}, "context_malformed"),
    ("role_claim_missing", {claim_names.ROLES: REMOVED}, "roles_malformed"),
    ("role_claim_a_text", {claim_names.ROLES: "Learner"}, "roles_malformed"),
    ("role_claim_of_numbers", {claim_names.ROLES: [1]}, "roles_malformed"),
    ("review_asked_for_by_a_learner", {**REVIEW, **FOR_USER}, "review_not_for_learners"),
    (
        "review_of_nobody",
        {**REVIEW, claim_names.ROLES: [INSTRUCTOR]},
        "message_malformed",
    ),
    (
        "review_of_a_number",
        {**REVIEW, claim_names.FOR_USER: 8, claim_names.ROLES: [INSTRUCTOR]},
        "message_malformed",
    ),
]


@pytest.mark.parametrize(
    ("changes", "code"), [m[1:] for m in MESSAGES], ids=[m[0] for m in MESSAGES]
)
def test_a_message_that_cannot_be_acted_upon(
    lms: SigningLms, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(LaunchRefused) as caught:
        lms.launch(changes)
    assert caught.value.code == code
    assert str(caught.value).endswith(("administrator.", "again."))


def test_a_login_that_named_no_deployment_takes_any_known_one(lms: SigningLms) -> None:
    launch = lms.launch({claim_names.DEPLOYMENT_ID: "2"}, lti_deployment_id=REMOVED)
    assert launch.deployment_id == "2"


def test_an_empty_list_of_roles_is_allowed(lms: SigningLms) -> None:
    assert lms.launch({claim_names.ROLES: []}).roles == frozenset()
