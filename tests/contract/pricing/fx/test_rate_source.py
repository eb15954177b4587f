"""The suite on every ``RateSource``: the one in memory, and the one who asks over HTTP."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import httpx
import pytest
from attrs import Factory, define

from smplat_core.kernel import Currency, ExchangeRate
from smplat_core.pricing.fx import RateSource
from smplat_core.testing.suites import RateSourceContract
from smplat_fx import ErApiRates, FxSettings
from smplat_memory import MemoryRateSource


@define
class MemoryWorld:
    source: MemoryRateSource = Factory(MemoryRateSource)

    def say(self, base: Currency, rates: Mapping[Currency, str], *, at: datetime) -> None:
        self.source.rates = tuple(
            ExchangeRate(base=base, quote=quote, rate=Decimal(rate), source="x", quoted_at=at)
            for quote, rate in rates.items()
        )

    def go_away(self) -> None:
        self.source.away = True


@define
class HttpWorld:
    answer: httpx.Response | None = None
    source: RateSource = Factory(
        lambda self: ErApiRates(FxSettings(), httpx.MockTransport(self._answer)), takes_self=True
    )

    def say(self, base: Currency, rates: Mapping[Currency, str], *, at: datetime) -> None:
        written = ", ".join(f'"{quote}": {rate}' for quote, rate in rates.items())
        head = json.dumps(
            {
                "result": "success",
                "base_code": base.value,
                "time_last_update_unix": int(at.timestamp()),
            }
        )
        self.answer = httpx.Response(200, text=f'{head[:-1]}, "rates": {{{written}}}}}')

    def go_away(self) -> None:
        self.answer = None

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.answer is None:
            raise httpx.ConnectError("away", request=request)
        return self.answer


class TestRateSource(RateSourceContract):
    """In memory, and over HTTP."""

    @pytest.fixture(params=[MemoryWorld, HttpWorld])
    def world(self, request: pytest.FixtureRequest) -> MemoryWorld | HttpWorld:
        made: MemoryWorld | HttpWorld = request.param()
        return made
