"""What the rest of the house gets to know of a launch."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.lti import claim_names
from lti_tool.lti.claims import AgsEndpoint

from .signing_lms import INSTRUCTOR, LEARNER, NOW, REMOVED, TARGET, SigningLms


def test_an_ordinary_launch_says_who_where_and_what(lms: SigningLms) -> None:
    launch = lms.launch()
    assert (launch.registration_id, launch.provider_id) == ("reg-1", "provider-1")
    assert (launch.issuer, launch.client_id) == ("https://lms.example.ac.uk", "client-A")
    assert (launch.deployment_id, launch.sub) == ("1", "7")
    assert launch.message_type == "LtiResourceLinkRequest"
    assert (launch.name, launch.given_name, launch.family_name) == ("Sam Example", "Sam", "Example")
    assert launch.email == "sam@school.example"
    assert launch.locale == "en-gb"
    assert (launch.context_id, launch.context_label) == ("course-5", "ITT")
    assert launch.context_title == "Mentor training"
    assert (launch.resource_link_id, launch.resource_link_title) == ("link-3", "Module 1")
    assert launch.target_link_uri == TARGET
    assert launch.module == "west-london/entry-1"
    assert launch.award is None
    assert launch.ags == AgsEndpoint(
        lineitems="https://lms.example.ac.uk/lineitems?type_id=1",
        lineitem="https://lms.example.ac.uk/lineitems/9/lineitem?type_id=1",
        scopes=frozenset({"https://purl.imsglobal.org/spec/lti-ags/scope/score"}),
    )
    assert launch.context_memberships_url == "https://lms.example.ac.uk/memberships"
    assert launch.return_url == "https://lms.example.ac.uk/course/5"
    assert (launch.is_learner, launch.is_instructor, launch.is_administrator) == (
        True,
        False,
        False,
    )


def test_the_nonce_may_be_forgotten_once_no_check_lets_the_token_pass(lms: SigningLms) -> None:
    assert lms.launch().expires == NOW + 60 + 60


def test_the_login_cookie_to_clear_is_named(lms: SigningLms) -> None:
    login = lms.begin()
    launch = lms.verify(lms.answer(login, lms.sign(lms.claims(login, {}))))
    assert launch.state_cookie_name == login.cookie_name


def test_a_launch_from_canvas_as_it_comes_without_names(lms: SigningLms) -> None:
    bare = dict.fromkeys(("name", "given_name", "family_name", "email", "locale"), REMOVED)
    launch = lms.launch({**bare, claim_names.LAUNCH_PRESENTATION: REMOVED})
    assert (launch.name, launch.email, launch.locale) == (None, None, None)


def test_a_name_is_put_together_from_its_parts(lms: SigningLms) -> None:
    assert lms.launch({"name": REMOVED}).name == "Sam Example"
    assert lms.launch({"name": "  ", "family_name": REMOVED}).name == "Sam"


def test_variables_that_the_platform_left_unexpanded_are_dropped(lms: SigningLms) -> None:
    custom = {"module": "$Module", "award": "west-london/entry", "n": 5, "user": "$User.username"}
    launch = lms.launch({claim_names.CUSTOM: custom})
    assert dict(launch.custom) == {"award": "west-london/entry"}
    assert (launch.module, launch.award) == (None, "west-london/entry")


@pytest.mark.parametrize(
    "name",
    [
        claim_names.CUSTOM,
        claim_names.CONTEXT,
        claim_names.AGS_ENDPOINT,
        claim_names.NAMES_ROLE_SERVICE,
        claim_names.LAUNCH_PRESENTATION,
    ],
)
@pytest.mark.parametrize("empty", [[], {}, None, REMOVED], ids=repr)
def test_an_empty_object_may_be_written_as_an_empty_list(
    lms: SigningLms, name: str, empty: object
) -> None:
    """Moodle's PHP cannot tell the two apart."""
    assert lms.launch({name: empty}).sub == "7"


def test_somebody_elses_work_is_shown_to_instructors_only(lms: SigningLms) -> None:
    """A Moodle student gets this signed by adding ``user=8`` to the launch page's address."""
    asked = {claim_names.FOR_USER: {"user_id": "8"}}
    assert lms.launch({**asked, claim_names.ROLES: [LEARNER]}).for_user is None
    assert lms.launch({**asked, claim_names.ROLES: [INSTRUCTOR]}).for_user == "8"


def test_a_submission_review_may_come_without_a_resource_link(lms: SigningLms) -> None:
    launch = lms.launch(
        {
            claim_names.MESSAGE_TYPE: "LtiSubmissionReviewRequest",
            claim_names.FOR_USER: {"user_id": "8"},
            claim_names.ROLES: [INSTRUCTOR],
            claim_names.RESOURCE_LINK: REMOVED,
        }
    )
    assert (launch.message_type, launch.for_user) == ("LtiSubmissionReviewRequest", "8")
    assert launch.resource_link_id is None


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ({}, None),
        ({"lineitems": 5, "lineitem": "javascript:alert(1)"}, None),
        ({"lineitem": "https://x/1", "scope": "s"}, AgsEndpoint(None, "https://x/1", frozenset())),
        (
            {"lineitems": "https://x", "scope": ["s", 1]},
            AgsEndpoint("https://x", None, frozenset("s")),
        ),
    ],
)
def test_the_gradebook_is_where_a_usable_address_says(
    lms: SigningLms, endpoint: dict[str, Any], expected: AgsEndpoint | None
) -> None:
    assert lms.launch({claim_names.AGS_ENDPOINT: endpoint}).ags == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example", "https://", "http://[", "x" * 3000, "a\nb", 5]
)
def test_a_return_address_that_is_no_web_address_is_dropped(lms: SigningLms, url: object) -> None:
    launch = lms.launch({claim_names.LAUNCH_PRESENTATION: {"return_url": url}})
    assert launch.return_url is None


def test_names_are_cleaned_but_not_rewritten(lms: SigningLms) -> None:
    launch = lms.launch(
        {
            "name": "  Nguyễn\tVăn \u202eA\x1b ",
            "given_name": "می\u200cنا",
            "family_name": "O'Brien-Šimůnek",
        }
    )
    assert launch.name == "Nguyễn Văn A"
    assert launch.given_name == "می\u200cنا"
    assert launch.family_name == "O'Brien-Šimůnek"


def test_titles_are_cut_but_identifiers_never(lms: SigningLms) -> None:
    context = {"id": "c" * 255, "title": "t" * 1000}
    launch = lms.launch({claim_names.CONTEXT: context, "sub": "s" * 255})
    assert launch.context_id == "c" * 255
    assert launch.context_title == "t" * 255
    assert launch.sub == "s" * 255


@pytest.mark.parametrize("email", ["no at sign", "a@b c", "@", "x" * 260 + "@b", 5, "a\n@b"])
def test_what_is_no_email_address_is_dropped(lms: SigningLms, email: object) -> None:
    assert lms.launch({"email": email}).email is None


@pytest.mark.parametrize(
    ("locale", "tag"), [("cy", "cy"), ("en_GB", "en-GB"), ("zh-Hant-TW", "zh-Hant-TW"), ("x", None)]
)
def test_locales_become_language_tags(lms: SigningLms, locale: str, tag: str | None) -> None:
    launch = lms.launch({"locale": locale, claim_names.LAUNCH_PRESENTATION: {}})
    assert launch.locale == tag
    assert lms.launch({"locale": '"><x', claim_names.LAUNCH_PRESENTATION: {}}).locale is None
