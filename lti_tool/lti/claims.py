"""A verified launch as a plain value: what the rest of the house knows of LTI.

LTI Core 1.3, 5.3 and 5.4; Assignment and Grade Services 2.0, 3.1 (endpoint claim); Names and Role
Provisioning Services 2.0, 3.6.1.1; Submission Review 1.0 (``for_user``). Identifiers are kept
exactly; texts for people are cleaned and cut by :mod:`lti_tool.lti.claim_values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lti_tool.lti import claim_names
from lti_tool.lti.claim_values import (
    email_address,
    is_identifier,
    language_tag,
    members,
    text,
    web_address,
)
from lti_tool.lti.registrations import Registration
from lti_tool.lti.roles import LaunchRole
from lti_tool.lti.state import LoginState

Roles = frozenset[LaunchRole]

CLOCK_LEEWAY = 60
"""Seconds by which a platform's clock may differ from ours."""


@dataclass(frozen=True, slots=True)
class AgsEndpoint:
    """Where this link's grades go: ``lineitem`` is the link's own column, where it has just one."""

    lineitems: str | None
    lineitem: str | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything that one launch proves.

    A person is (``issuer``, ``sub``). ``expires`` is in seconds since the epoch: the moment after
    which no check lets this token pass any more, leeway included, so that a spent ``nonce`` need
    not be kept longer. ``target_link_uri`` and ``return_url`` are the platform's words and never
    followed off-site; ``module`` and ``award`` are the link's custom parameters. ``for_user`` is
    the ``user_id`` whose work an instructor asked to see: any Moodle student can get one signed for
    any other student, so it is dropped for everybody else.
    """

    registration_id: str
    provider_id: str
    issuer: str
    client_id: str
    deployment_id: str
    sub: str
    nonce: str
    expires: float
    message_type: str
    name: str | None
    given_name: str | None
    family_name: str | None
    email: str | None
    locale: str | None
    roles: frozenset[LaunchRole]
    context_id: str | None
    context_label: str | None
    context_title: str | None
    resource_link_id: str | None
    resource_link_title: str | None
    target_link_uri: str
    custom: Mapping[str, str]
    module: str | None
    award: str | None
    ags: AgsEndpoint | None
    context_memberships_url: str | None
    return_url: str | None
    for_user: str | None
    state_cookie_name: str

    @property
    def is_instructor(self) -> bool:
        """Whether the platform calls this person an instructor of this very course."""
        return LaunchRole.INSTRUCTOR in self.roles

    @property
    def is_learner(self) -> bool:
        """Whether the platform calls this person a learner of this course."""
        return LaunchRole.LEARNER in self.roles

    @property
    def is_administrator(self) -> bool:
        """Whether this person runs course, institution or platform; it opens no page here."""
        return LaunchRole.ADMINISTRATOR in self.roles


def read_launch(
    claims: Mapping[str, Any], registration: Registration, state: LoginState, roles: Roles
) -> Launch:
    """The launch in ``claims``, every one of which has passed its check."""
    context = members(claims, claim_names.CONTEXT)
    resource_link = members(claims, claim_names.RESOURCE_LINK)
    presentation = members(claims, claim_names.LAUNCH_PRESENTATION)
    memberships = members(claims, claim_names.NAMES_ROLE_SERVICE)
    custom = _custom(claims)
    return Launch(
        registration_id=registration.id,
        provider_id=registration.provider_id,
        issuer=registration.issuer,
        client_id=registration.client_id,
        deployment_id=claims[claim_names.DEPLOYMENT_ID],
        sub=claims["sub"],
        nonce=state.nonce,
        expires=float(claims["exp"]) + CLOCK_LEEWAY,
        message_type=claims[claim_names.MESSAGE_TYPE],
        name=_name(claims),
        given_name=text(claims.get("given_name")),
        family_name=text(claims.get("family_name")),
        email=email_address(claims.get("email")),
        locale=language_tag(presentation.get("locale")) or language_tag(claims.get("locale")),
        roles=roles,
        context_id=context.get("id"),
        context_label=text(context.get("label")),
        context_title=text(context.get("title")),
        resource_link_id=resource_link.get("id"),
        resource_link_title=text(resource_link.get("title")),
        target_link_uri=claims[claim_names.TARGET_LINK_URI],
        custom=MappingProxyType(custom),
        module=_identifier(custom.get("module")),
        award=_identifier(custom.get("award")),
        ags=_ags_endpoint(claims),
        context_memberships_url=web_address(memberships.get("context_memberships_url")),
        return_url=web_address(presentation.get("return_url")),
        for_user=_for_user(claims, roles),
        state_cookie_name=state.cookie_name,
    )


def _identifier(value: object) -> str | None:
    return value if isinstance(value, str) and is_identifier(value) else None


def _name(claims: Mapping[str, Any]) -> str | None:
    """The full name, put together where the platform sends its parts alone."""
    parts = (text(claims.get("given_name")), text(claims.get("family_name")))
    return text(claims.get("name")) or " ".join(filter(None, parts)) or None


def _custom(claims: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters without the variables that the platform left unexpanded.

    Moodle and Canvas send a variable they do not know literally (``"$ResourceLink.id.history"``),
    as LTI Core 1.3, 5.4.6 tells them to.
    """
    return {
        name: value
        for name, value in members(claims, claim_names.CUSTOM).items()
        if isinstance(value, str) and not value.startswith("$")
    }


def _ags_endpoint(claims: Mapping[str, Any]) -> AgsEndpoint | None:
    endpoint = members(claims, claim_names.AGS_ENDPOINT)
    scopes = endpoint.get("scope")
    lineitems = web_address(endpoint.get("lineitems"))
    lineitem = web_address(endpoint.get("lineitem"))
    if lineitems is None and lineitem is None:
        return None
    return AgsEndpoint(
        lineitems=lineitems,
        lineitem=lineitem,
        scopes=frozenset(
            scope
            for scope in (scopes if isinstance(scopes, list) else ())
            if isinstance(scope, str)
        ),
    )


def _for_user(claims: Mapping[str, Any], roles: frozenset[LaunchRole]) -> str | None:
    if LaunchRole.INSTRUCTOR not in roles:
        return None
    return _identifier(members(claims, claim_names.FOR_USER).get("user_id"))
