"""Servers shared by every contract test of a session."""

from collections.abc import Iterator

import pytest

from tests.contract.services import (
    PostgresService,
    ValkeyService,
    postgres_service,
    valkey_service,
)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresService]:
    with postgres_service() as service:
        yield service


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyService]:
    with valkey_service() as service:
        yield service
