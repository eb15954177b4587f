"""One world for all tests here, forgotten between tests."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.unit.sandbox.outside import Outside, outside


@pytest_asyncio.fixture(scope="session")
async def running() -> AsyncIterator[Outside]:
    async with outside() as found:
        yield found


@pytest_asyncio.fixture
async def world(running: Outside) -> Outside:
    await running.forget()
    return running
