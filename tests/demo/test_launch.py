"""Third-party login: what the demo LMS sends, and which authentication requests it refuses."""

from __future__ import annotations

import json

import pytest

from .tool import LTI, Tool, form_fields

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def test_login_initiation_is_a_post_of_exactly_moodles_six_fields(tool: Tool) -> None:
    page = tool.http.get(tool.url("/as/mentor-amara/courses/course-101/links/11/frame")).text
    assert f'<form method="post" action="{tool.config.tool_login_url}"' in page
    login = form_fields(page)
    assert login.keys() == {
        "iss",
        "target_link_uri",
        "login_hint",
        "lti_message_hint",
        "client_id",
        "lti_deployment_id",
    }
    assert login["iss"] == tool.config.issuer
    assert json.loads(login["lti_message_hint"])["launchid"]
    assert "amara" not in login["login_hint"]


def test_the_forms_work_under_a_policy_without_inline_script(tool: Tool) -> None:
    answer = tool.http.get(tool.url("/as/mentor-amara/courses/course-101/links/11/frame"))
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "form-action 'self' http://localhost:8000;" in policy
    assert "frame-src 'self' http://localhost:8000;" in policy
    assert "<script>" not in answer.text
    assert '<button type="submit">' in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_right_request_gets_the_id_token_and_the_state_by_form_post(
    tool: Tool, method: str
) -> None:
    request = tool.auth_request(tool.begin(), state='a "state" & <more>')
    place = {"params": request} if method == "GET" else {"data": request}
    answer = tool.http.request(method, tool.url("/auth"), **place)  # type: ignore[arg-type]  # one of two shapes
    assert answer.status_code == 200
    assert f'action="{tool.config.tool_launch_url}"' in answer.text
    fields = form_fields(answer.text)
    assert fields["state"] == 'a "state" & <more>'
    assert tool.verified(fields["id_token"])["nonce"] == "a-nonce"


def test_without_a_state_none_is_sent_back(tool: Tool) -> None:
    answer = tool.auth(tool.begin(), state=None, prompt=None)
    assert form_fields(answer.text).keys() == {"id_token"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scope": "openid profile"}, "scope must be openid"),
        ({"scope": None}, "scope is missing"),
        ({"response_type": "code"}, "response_type must be id_token"),
        ({"response_mode": "query"}, "response_mode must be form_post"),
        ({"response_mode": None}, "response_mode must be form_post"),
        ({"prompt": "login"}, "prompt must be absent or none"),
        ({"nonce": None}, "nonce is missing"),
        ({"nonce": ""}, "nonce is missing"),
        ({"client_id": "somebody-else"}, "client_id is not known here"),
        ({"redirect_uri": "http://localhost:8000/lti/launch/"}, "redirect_uri is not the"),
        ({"redirect_uri": "http://localhost:8000/lti/launch?x=1"}, "redirect_uri is not the"),
        ({"lti_message_hint": None}, "lti_message_hint is missing"),
        ({"lti_message_hint": "not json"}, "lti_message_hint is not the one"),
        ({"lti_message_hint": "[1]"}, "lti_message_hint is not the one"),
        ({"lti_message_hint": '{"launchid": "made-up"}'}, "lti_message_hint names no launch"),
        ({"login_hint": "made-up"}, "login_hint does not belong"),
    ],
)
def test_a_wrong_request_is_refused_with_a_page_that_names_the_fault(
    tool: Tool, changes: dict[str, str | None], fault: str
) -> None:
    answer = tool.auth(tool.begin(), **changes)
    assert answer.status_code == 400
    assert fault in answer.text
    assert "id_token" not in form_fields(answer.text)
    assert fault in tool.refusals()[-1]["reason"]


def test_the_login_hint_of_one_launch_does_not_open_anothers(tool: Tool) -> None:
    amara, tom = tool.begin("mentor-amara"), tool.begin("mentor-tom")
    answer = tool.auth(amara, lti_message_hint=tom["lti_message_hint"])
    assert answer.status_code == 400
    assert "login_hint does not belong" in answer.text


def test_a_launch_is_answered_once(tool: Tool) -> None:
    login = tool.begin()
    assert tool.auth(login).status_code == 200
    assert tool.auth(login).status_code == 400


def test_a_refused_request_does_not_use_the_launch_up(tool: Tool) -> None:
    login = tool.begin()
    assert tool.auth(login, nonce=None).status_code == 400
    assert tool.auth(login).status_code == 200


def test_the_id_token_has_moodles_shapes(tool: Tool) -> None:
    claims = tool.launch("mentor-amara", "11")
    assert claims["iss"] == tool.config.issuer
    assert claims["aud"] == "demo-client"
    assert "azp" not in claims
    assert claims["exp"] - claims["iat"] == 60
    assert claims["sub"] == "mentor-amara"
    assert claims["email"] == "amara.okafor@oakfield.example"
    assert (claims["given_name"], claims["family_name"]) == ("Amara", "Okafor")
    assert claims[f"{LTI}deployment_id"] == "1"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}roles"] == [f"{MEMBERSHIP}Learner"]
    assert claims[f"{LTI}context"]["id"] == "course-101"
    assert claims[f"{LTI}context"]["type"] == ["CourseSection"]
    assert claims[f"{LTI}resource_link"]["id"] == "11"
    assert claims[f"{LTI}lis"]["person_sourcedid"] == "DU-2041"
    assert claims[f"{LTI}launch_presentation"]["document_target"] == "iframe"
    assert claims[f"{LTI}launch_presentation"]["locale"] == "en"


def test_custom_variables_that_nobody_knows_stay_as_they_stand(tool: Tool) -> None:
    assert tool.launch("mentor-amara", "11")[f"{LTI}custom"] == {
        "module": "west-london/entry-1",
        "link_history": "$ResourceLink.id.history",
    }


def test_a_link_without_parameters_has_no_custom_claim_and_no_line_item(tool: Tool) -> None:
    claims = tool.launch("mentor-amara", "14")
    assert f"{LTI}custom" not in claims
    assert "lineitem" not in claims[AGS_CLAIM]
    assert claims[AGS_CLAIM]["lineitems"].endswith("/course-101/lineitems?type_id=1")


def test_service_addresses_carry_a_query_string(tool: Tool) -> None:
    claims = tool.launch("mentor-amara", "11")
    assert claims[AGS_CLAIM]["lineitem"].endswith("/lineitem?type_id=1")
    assert len(claims[AGS_CLAIM]["scope"]) == 4
    assert claims[NRPS_CLAIM]["context_memberships_url"].endswith("/bindings/1/memberships")


def test_tutor_and_office_have_their_roles(tool: Tool) -> None:
    assert tool.launch("tutor-daniel")[f"{LTI}roles"] == [f"{MEMBERSHIP}Instructor"]
    office = tool.launch("office-helen")[f"{LTI}roles"]
    assert {role.rpartition("/")[2] for role in office} == {
        "membership#Instructor",
        "person#Administrator",
    }
    assert len(office) == 3


def test_nobody_launches_from_a_course_that_is_not_theirs(tool: Tool) -> None:
    for persona in ("mentor-leila", "pcm-ruth", "stranger", "nobody"):
        path = f"/as/{persona}/courses/course-101/links/11/frame"
        assert tool.http.get(tool.url(path)).status_code == 404
