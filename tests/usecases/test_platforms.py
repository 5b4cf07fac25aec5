"""Providers, their platforms, their staff and their schools, as an administrator adds them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.platforms import (
    Deployment,
    PlatformRegistration,
    Provider,
    School,
    StaffGrant,
)
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases import platforms
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import PlatformAsked, Registrations, add_platform, list_platforms

from .place import rows

MOODLE = "https://moodle.example.ac.uk"
ASKED = PlatformAsked(
    issuer=MOODLE,
    client_id="client-1",
    deployment_id="1",
    auth_url=f"{MOODLE}/auth",
    token_url=f"{MOODLE}/token",
    jwks_url=f"{MOODLE}/jwks",
)


@pytest.fixture
def units(house: House) -> Units:
    return house.units


# --- adding -------------------------------------------------------------------------------------


def test_the_first_platform_on_an_empty_installation_needs_no_provider(units: Units) -> None:
    add_platform(units, ASKED)
    (listed,) = list_platforms(units)
    assert (listed.issuer, listed.client_id, listed.deployments) == (MOODLE, "client-1", ("1",))
    assert listed.frame_origin == MOODLE


def test_a_known_issuer_and_client_gets_the_deployment_added(units: Units, house: House) -> None:
    first = add_platform(units, ASKED)
    assert add_platform(units, replace(ASKED, deployment_id="2")) == first
    assert add_platform(units, ASKED) == first
    (listed,) = list_platforms(units)
    assert listed.deployments == ("1", "2")
    assert len(rows(house, Deployment)) == 2


def test_another_client_of_the_same_issuer_is_another_registration(units: Units) -> None:
    assert add_platform(units, ASKED) != add_platform(units, replace(ASKED, client_id="client-2"))
    assert [listed.client_id for listed in list_platforms(units)] == ["client-1", "client-2"]


def test_the_only_provider_is_meant_when_none_is_named(units: Units) -> None:
    platforms.add_provider(units, slug="example", name="Example University")
    add_platform(units, ASKED)
    assert list_platforms(units)[0].provider == "example"


def test_among_several_providers_one_has_to_be_named(units: Units, house: House) -> None:
    for slug in ("one", "two"):
        platforms.add_provider(units, slug=slug, name=slug)
    with pytest.raises(InvalidInput) as refused:
        add_platform(units, ASKED)
    assert list(refused.value.fields) == ["provider"]
    add_platform(units, replace(ASKED, provider="two"))
    assert list_platforms(units)[0].provider == "two"
    assert len(rows(house, PlatformRegistration)) == 1


def test_a_provider_that_does_not_exist_is_named(units: Units, house: House) -> None:
    with pytest.raises(NotFound, match="nobody"):
        add_platform(units, replace(ASKED, provider="nobody"))
    assert rows(house, PlatformRegistration) == []


def test_a_platform_is_not_quietly_left_with_another_provider(units: Units, house: House) -> None:
    for slug in ("one", "two"):
        platforms.add_provider(units, slug=slug, name=slug)
    add_platform(units, replace(ASKED, provider="one"))
    with pytest.raises(InvalidInput) as refused:
        add_platform(units, replace(ASKED, provider="two", deployment_id="2"))
    assert list(refused.value.fields) == ["provider"]
    assert [row.deployment_id for row in rows(house, Deployment)] == ["1"]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("issuer", "http://moodle.example.ac.uk", "issuer"),
        ("auth_url", "http://moodle.example.ac.uk/auth", "auth-url"),
        ("token_url", "ftp://moodle.example.ac.uk", "token-url"),
        ("jwks_url", "moodle.example.ac.uk/jwks", "jwks-url"),
        ("jwks_url", "", "jwks-url"),
        ("jwks_url", "https://", "jwks-url"),
        ("jwks_url", "https://[moodle", "jwks-url"),
        ("jwks_url", "javascript:alert(1)", "jwks-url"),
        ("jwks_url", "https://a b/", "jwks-url"),
        ("frame_origin", "http://moodle.example.ac.uk", "frame-origin"),
        ("frame_origin", "https://moodle.example.ac.uk; script-src *", "frame-origin"),
        ("frame_origin", "*", "frame-origin"),
        ("client_id", " ", "client-id"),
        ("client_id", "x" * 256, "client-id"),
        ("deployment_id", "", "deployment-id"),
    ],
)
def test_what_does_not_fit_is_named_as_its_option(
    units: Units, house: House, field: str, value: str, named: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_platform(units, replace(ASKED, **{field: value}))
    assert list(refused.value.fields) == [named]
    assert f"--{named}" in refused.value.fields[named]
    assert rows(house, PlatformRegistration) == []
    assert rows(house, Provider) == []


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1:8001", "[::1]:8001"])
def test_http_is_accepted_on_this_machine(units: Units, host: str) -> None:
    base = f"http://{host}"
    add_platform(
        units,
        replace(ASKED, issuer=base, auth_url=base, token_url=base, jwks_url=base),
    )
    assert list_platforms(units)[0].frame_origin == base


@pytest.mark.parametrize(
    "origin", ["https://uni.instructure.com", "https://uni.instructure.com/courses/7?x=1"]
)
def test_where_the_issuer_is_not_the_host_the_frames_origin_is_given(
    units: Units, origin: str
) -> None:
    canvas = "https://canvas.instructure.com"
    add_platform(units, replace(ASKED, issuer=canvas, frame_origin=origin))
    assert list_platforms(units)[0].frame_origin == "https://uni.instructure.com"


def test_a_frame_origin_given_later_replaces_the_first(units: Units) -> None:
    add_platform(units, ASKED)
    add_platform(units, replace(ASKED, frame_origin="https://pages.example.ac.uk/"))
    assert list_platforms(units)[0].frame_origin == "https://pages.example.ac.uk"
    add_platform(units, ASKED)
    assert list_platforms(units)[0].frame_origin == "https://pages.example.ac.uk"


def test_a_provider_is_added_once_and_renamed_later(units: Units, house: House) -> None:
    first = platforms.add_provider(units, slug="uni", name="Uni", office_email="office@uni.example")
    again = platforms.add_provider(units, slug="uni", name="University", office_name="The office")
    (kept,) = rows(house, Provider)
    assert first == again == kept.id
    assert (kept.name, kept.office_name) == ("University", "The office")


# --- finding at launch --------------------------------------------------------------------------


def test_a_registration_is_found_by_issuer_and_client(units: Units) -> None:
    registration_id = add_platform(units, ASKED)
    found = Registrations(units)
    by_client = found.by_client(MOODLE, "client-1")
    assert by_client is not None
    assert by_client.id == registration_id
    assert by_client.deployments == {"1"}
    assert found.by_id(registration_id) == by_client
    assert found.by_client(MOODLE, "client-9") is None
    assert found.by_client("https://other.example", "client-1") is None
    assert found.by_id("nothing") is None


def test_without_a_client_id_only_an_issuer_with_one_client_is_found(units: Units) -> None:
    add_platform(units, ASKED)
    assert Registrations(units).by_client(MOODLE, None) is not None
    add_platform(units, replace(ASKED, client_id="client-2"))
    assert Registrations(units).by_client(MOODLE, None) is None


def test_a_platform_added_just_now_is_found_at_once(units: Units) -> None:
    found = Registrations(units)
    assert found.by_client(MOODLE, "client-1") is None
    add_platform(units, ASKED)
    assert found.by_client(MOODLE, "client-1") is not None


def test_what_is_remembered_is_looked_up_again_after_a_minute(units: Units) -> None:
    now = [0.0]
    found = Registrations(units, clock=lambda: now[0])
    add_platform(units, ASKED)
    first = found.by_client(MOODLE, "client-1")
    add_platform(units, replace(ASKED, deployment_id="2"))
    assert found.by_client(MOODLE, "client-1") is first
    now[0] = platforms.REMEMBERED_FOR + 1
    later = found.by_client(MOODLE, "client-1")
    assert later is not None
    assert later.deployments == {"1", "2"}


# --- staff and schools --------------------------------------------------------------------------


def grant(units: Units, **changes: str) -> None:
    asked = {
        "provider": "one",
        "issuer": MOODLE,
        "client_id": "client-1",
        "sub": "7",
        "role": "office",
    }
    platforms.grant_staff(units, **{**asked, **changes})


@pytest.fixture
def granted(units: Units) -> Units:
    for slug in ("one", "two"):
        platforms.add_provider(units, slug=slug, name=slug)
    add_platform(units, replace(ASKED, provider="one"))
    return units


def test_a_grant_is_made_once(granted: Units, house: House) -> None:
    grant(granted)
    grant(granted)
    (kept,) = rows(house, StaffGrant)
    assert (kept.sub, kept.role) == ("7", "office")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"role": "mentor"}, InvalidInput),
        ({"role": "tutor"}, InvalidInput),
        ({"role": ""}, InvalidInput),
        ({"sub": " "}, InvalidInput),
        ({"provider": "nobody"}, NotFound),
        ({"provider": "two"}, NotFound),
        ({"issuer": "https://other.example"}, NotFound),
        ({"client_id": "client-9"}, NotFound),
    ],
)
def test_a_grant_that_does_not_fit_is_refused(
    granted: Units, house: House, changes: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        grant(granted, **changes)
    assert rows(house, StaffGrant) == []


def test_a_school_is_added_once_and_its_domain_may_change(granted: Units, house: House) -> None:
    for domain in ("School.Example", None, "new.example"):
        platforms.add_school(
            granted, provider="one", name="School", postcode="W5 2AB", email_domain=domain
        )
    (kept,) = rows(house, School)
    assert kept.email_domain == "new.example"


def test_a_domain_may_be_written_as_in_an_address_and_stays_when_left_out(
    granted: Units, house: House
) -> None:
    for domain in (" @Oak.Example", None):
        platforms.add_school(
            granted, provider="one", name="Oak", postcode="W5 2AB", email_domain=domain
        )
    assert [school.email_domain for school in rows(house, School)] == ["oak.example"]


@pytest.mark.parametrize("slug", ["", "Two Words", "-a", "a" * 65, "ü"])
def test_a_provider_needs_a_name_that_fits_into_a_command(house: House, slug: str) -> None:
    with pytest.raises(InvalidInput):
        platforms.add_provider(house.units, slug=slug, name="A provider")


# --- our own keys -------------------------------------------------------------------------------


def test_the_tools_key_is_made_once_and_published(house: House) -> None:
    key = platforms.current_key(house.units)
    assert platforms.current_key(house.units).kid == key.kid
    published = platforms.tool_jwks(house)["keys"]
    assert [jwk["kid"] for jwk in published] == [key.kid]
    assert all("d" not in jwk for jwk in published)


def test_after_a_rotation_the_new_key_signs_and_the_old_one_is_still_published(
    house: House,
) -> None:
    old = platforms.current_key(house.units).kid
    house.units.clock.moves(seconds=1)  # type: ignore[attr-defined]  # the tests' own clock
    new = platforms.rotate_keys(house.units)
    assert platforms.current_key(house.units).kid == new != old
    assert {jwk["kid"] for jwk in platforms.tool_jwks(house)["keys"]} == {old, new}
