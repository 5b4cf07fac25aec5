"""Whatever a platform signs and whatever a browser posts: a launch, or a refusal. Nothing else.

A NUL, which no database keeps, is refused wherever it stands: see test_launch_checks.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_tool.errors import LaunchRefused
from lti_tool.lti import claim_names
from lti_tool.lti.claims import Launch
from lti_tool.lti.login import LoginRedirect

from .signing_lms import CLAIMS, INSTRUCTOR, LEARNER, LOGIN, Answer, SigningLms

LMS = SigningLms({"key-1": generate_private_key(public_exponent=65537, key_size=2048)})

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
    | st.sampled_from(["$User.id", "http://[", "https://x", LEARNER, INSTRUCTOR, "a@b"])
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "title", "user_id", "scope", "lineitem", "locale", "module"])
            | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
names = st.sampled_from([*CLAIMS, "azp", "nonce", claim_names.FOR_USER])


def outcome(answer: Answer) -> Launch | LaunchRefused:
    try:
        return LMS.verify(answer)
    except LaunchRefused as error:
        return error


def is_refusal(result: object) -> bool:
    return isinstance(result, LaunchRefused) and 400 <= result.status < 500 and bool(result.code)


@settings(max_examples=300, deadline=None)
@given(changes=st.dictionaries(names, json_values, max_size=3))
def test_claims_of_any_type_give_a_launch_or_a_refusal(changes: dict[str, object]) -> None:
    login = LMS.begin()
    result = outcome(LMS.answer(login, LMS.sign(LMS.claims(login, changes))))
    if isinstance(result, Launch):
        assert_everything_can_be_kept(result)
    else:
        assert is_refusal(result)


@settings(max_examples=300, deadline=None)
@given(
    optional=st.dictionaries(
        st.sampled_from(
            [
                "name",
                "given_name",
                "family_name",
                "email",
                "locale",
                claim_names.CUSTOM,
                claim_names.LAUNCH_PRESENTATION,
                claim_names.AGS_ENDPOINT,
                claim_names.NAMES_ROLE_SERVICE,
                claim_names.FOR_USER,
            ]
        ),
        json_values,
        min_size=1,
        max_size=4,
    )
)
def test_no_optional_claim_ever_stops_a_launch(optional: dict[str, object]) -> None:
    login = LMS.begin()
    result = outcome(LMS.answer(login, LMS.sign(LMS.claims(login, optional))))
    assert isinstance(result, Launch)
    assert_everything_can_be_kept(result)


def assert_everything_can_be_kept(launch: Launch) -> None:
    for name in ("name", "given_name", "family_name", "email", "context_title", "locale"):
        value = getattr(launch, name)
        assert value is None or (isinstance(value, str) and 0 < len(value) <= 255)
        assert value is None or not any(ord(character) < 32 for character in value)
    for url in (launch.return_url, launch.context_memberships_url):
        assert url is None or url.startswith(("http://", "https://", "HTTP", "hTTp"))
    assert all(isinstance(value, str) for value in launch.custom.values())
    assert not any(value.startswith("$") for value in launch.custom.values())
    assert launch.for_user is None or launch.is_instructor


@settings(max_examples=200, deadline=None)
@given(
    form=st.dictionaries(st.sampled_from(["id_token", "state", "error"]), st.text(max_size=50)),
    cookies=st.dictionaries(st.text(max_size=22), st.text(max_size=50), max_size=2),
)
def test_any_post_whatever_is_refused(form: dict[str, str], cookies: dict[str, str]) -> None:
    assert is_refusal(outcome(Answer(form, cookies)))


@settings(max_examples=200, deadline=None)
@given(token=st.text(max_size=80) | st.from_regex(r"\A[\w-]{1,20}\.[\w-]{1,20}\.[\w-]{0,20}\Z"))
def test_any_token_in_a_good_login_is_refused(token: str) -> None:
    assert is_refusal(outcome(LMS.answer(LMS.begin(), token)))


@settings(max_examples=200, deadline=None)
@given(params=st.dictionaries(st.sampled_from([*LOGIN, "other"]), st.text(max_size=50)))
def test_any_login_whatever_gives_a_redirect_or_a_refusal(params: dict[str, str]) -> None:
    result: LoginRedirect | LaunchRefused
    try:
        result = LMS.begin(**params)
    except LaunchRefused as error:
        result = error
    if isinstance(result, LoginRedirect):
        assert result.location.startswith(LMS.registration.auth_url + "?")
    else:
        assert is_refusal(result)
