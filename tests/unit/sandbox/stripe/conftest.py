"""One live sandbox for all tests here, forgotten between tests."""

from collections.abc import Iterator

import pytest

from tests.unit.sandbox.stripe.live import Receiver, Sandbox


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    receiver = Receiver()
    receiver.open()
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"), receiver)
    sandbox.start()
    yield sandbox
    sandbox.stop()
    receiver.close()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.control("/reset")
    running.receiver.empty()
    return running


@pytest.fixture
def receiver(sandbox: Sandbox) -> Receiver:
    return sandbox.receiver
