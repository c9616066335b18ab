from uuid import uuid4

import pytest

from hutong.identity import Device, Subject, SubjectKind
from hutong.kernel.sealing import Box

PHONE = Device(
    ip="203.0.113.7",
    user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " Mobile/15E148 MicroMessenger/8.0.50",
)


@pytest.fixture
def device() -> Device:
    return PHONE


@pytest.fixture
def member() -> Subject:
    return Subject(SubjectKind.MEMBER, uuid4())


@pytest.fixture
def staff() -> Subject:
    return Subject(SubjectKind.STAFF, uuid4())


@pytest.fixture
def box() -> Box:
    return Box("a secret that only the tests know")
