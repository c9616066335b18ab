import pytest

from tests.payments.provider import Provider


@pytest.fixture
def provider() -> Provider:
    return Provider()
