"""The names of the claims in a launch's token (LTI Core 1.3, 5.3 and 5.4; AGS 2.0; NRPS 2.0)."""

from __future__ import annotations

from typing import Final

_LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"

MESSAGE_TYPE: Final = _LTI + "message_type"
VERSION: Final = _LTI + "version"
DEPLOYMENT_ID: Final = _LTI + "deployment_id"
TARGET_LINK_URI: Final = _LTI + "target_link_uri"
RESOURCE_LINK: Final = _LTI + "resource_link"
ROLES: Final = _LTI + "roles"
CONTEXT: Final = _LTI + "context"
CUSTOM: Final = _LTI + "custom"
LAUNCH_PRESENTATION: Final = _LTI + "launch_presentation"
FOR_USER: Final = _LTI + "for_user"
AGS_ENDPOINT: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NAMES_ROLE_SERVICE: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

RESOURCE_LINK_REQUEST: Final = "LtiResourceLinkRequest"
SUBMISSION_REVIEW_REQUEST: Final = "LtiSubmissionReviewRequest"
DEEP_LINKING_REQUEST: Final = "LtiDeepLinkingRequest"
