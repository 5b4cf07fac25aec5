"""Keys are made once: making one takes longer than all the tests that use it."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from .signing_lms import SigningLms


@pytest.fixture(scope="session")
def platform_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def another_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def short_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=1024)


@pytest.fixture
def lms(platform_key: RSAPrivateKey) -> SigningLms:
    return SigningLms({"key-1": platform_key})
