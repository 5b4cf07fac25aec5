"""The claims of an id_token, in the shapes that Moodle 4.5 gives them.

LTI 1.3 core, section 5; AGS 2.0, section 3.1; NRPS 2.0, section 2.1.
"""

from __future__ import annotations

import time
from typing import Any

from lti_tool.demo.access import AGS_SCOPES
from lti_tool.demo.launches import Launch
from lti_tool.demo.lms import DemoLms
from lti_tool.demo.personas import LAUNCH_ROLES, Course, Link, Persona

LIFETIME_SECONDS = 60

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"


def id_token_claims(lms: DemoLms, launch: Launch, nonce: str) -> dict[str, Any]:
    """Everything the id_token of this launch says; it lives for 60 seconds."""
    person = lms.world.personas[launch.persona_id]
    course = lms.world.courses[launch.context_id]
    link = course.link(launch.resource_link_id)
    if link is None:
        raise LookupError(f"launch {launch.id} names a link that the course lacks")
    return {
        **_security(lms, person, nonce),
        **_person(person, course),
        **_place(lms, course, link),
        **_services(lms, course, link),
        f"{LTI}launch_presentation": {
            "locale": "en",
            "document_target": launch.document_target,
            "return_url": f"{lms.config.issuer}/as/{person.id}/courses/{course.id}/return",
        },
        **_custom(person, course, link),
    }


def _security(lms: DemoLms, person: Persona, nonce: str) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": lms.config.issuer,
        "aud": lms.config.client_id,
        "sub": person.id,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "nonce": nonce,
    }


def _person(person: Persona, course: Course) -> dict[str, Any]:
    return {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        f"{LTI}roles": list(LAUNCH_ROLES[person.kind]),
        f"{LTI}lis": {
            "person_sourcedid": person.sourcedid,
            "course_section_sourcedid": course.sourcedid,
        },
        f"{LTI}ext": {"user_username": person.username, "lms": "demo-lms"},
    }


def _place(lms: DemoLms, course: Course, link: Link) -> dict[str, Any]:
    return {
        f"{LTI}message_type": "LtiResourceLinkRequest",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": lms.config.deployment_id,
        f"{LTI}target_link_uri": lms.config.tool_launch_url,
        f"{LTI}context": {
            "id": course.id,
            "label": course.label,
            "title": course.title,
            "type": ["CourseSection"],
        },
        f"{LTI}resource_link": {
            "id": link.id,
            "title": link.title,
            "description": link.description,
        },
        f"{LTI}tool_platform": {
            "product_family_code": "demo-lms",
            "version": "1",
            "guid": lms.world.guid,
            "name": lms.world.name,
            "description": lms.world.description,
        },
    }


def _services(lms: DemoLms, course: Course, link: Link) -> dict[str, Any]:
    endpoint: dict[str, Any] = {
        "scope": list(AGS_SCOPES),
        "lineitems": lms.line_items_url(course.id),
    }
    # As in Moodle, a second line item for the link takes this claim away.
    line_item = lms.gradebook.only_line_item_of(course.id, link.id)
    if line_item is not None:
        endpoint["lineitem"] = lms.line_item_url(line_item)
    return {
        AGS_ENDPOINT: endpoint,
        NRPS_SERVICE: {
            "context_memberships_url": lms.memberships_url(course.id),
            "service_versions": ["1.0", "2.0"],
        },
    }


def _custom(person: Persona, course: Course, link: Link) -> dict[str, Any]:
    """The custom claim; left out, as it may be, where the link has no parameters."""
    if not link.custom:
        return {}
    known = _variables(person, course, link)
    return {f"{LTI}custom": {name: known.get(text, text) for name, text in link.custom.items()}}


def _variables(person: Persona, course: Course, link: Link) -> dict[str, str]:
    """The substitutions; any other variable arrives as it stands, as in Moodle."""
    return {
        "$User.id": person.id,
        "$User.username": person.username,
        "$Person.name.full": person.name,
        "$Person.email.primary": person.email,
        "$Context.id": course.id,
        "$CourseSection.title": course.title,
        "$ResourceLink.id": link.id,
        "$ResourceLink.title": link.title,
    }
