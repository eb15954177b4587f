"""The suites on every ``Clock``, ``Ids`` and ``Tokens``: the machine's own, and those that count."""

import pytest

from smplat_core.access import Tokens
from smplat_core.kernel import Clock, Ids
from smplat_core.testing.suites import ClockContract, IdsContract, TokensContract
from smplat_memory import ManualClock, SequentialIds, SequentialTokens
from smplat_system import SystemClock, SystemTokens, Uuid7Ids


class TestClock(ClockContract):
    """The wall clock, and the one that stands still."""

    @pytest.fixture(params=[ManualClock, SystemClock])
    def clock(self, request: pytest.FixtureRequest) -> Clock:
        chosen: Clock = request.param()
        return chosen


class TestIds(IdsContract):
    """Made of the moment and chance, and counted."""

    @pytest.fixture(params=[SequentialIds, Uuid7Ids])
    def ids(self, request: pytest.FixtureRequest) -> Ids:
        chosen: Ids = request.param()
        return chosen


class TestTokens(TokensContract):
    """Made of chance, and counted."""

    @pytest.fixture(params=[SequentialTokens, SystemTokens])
    def tokens(self, request: pytest.FixtureRequest) -> Tokens:
        chosen: Tokens = request.param()
        return chosen
