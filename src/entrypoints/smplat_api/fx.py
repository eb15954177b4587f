"""Exchange rates over HTTP."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from attrs import frozen
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.exact import DecimalText, exact, written
from smplat_api.idempotency import OPT, RECORDED
from smplat_api.wire import PageBody
from smplat_core.kernel import BadRate, Clock, Currency, ExchangeRate, NotFound, PageRequest
from smplat_core.pricing.fx import (
    ExchangeRates,
    FxLimits,
    KeptRate,
    RateByHand,
    Refreshed,
    RefreshRates,
    SetRate,
)

Rates = NamedDependency[SkipValidation[ExchangeRates]]
Limits = NamedDependency[SkipValidation[FxLimits]]
Now = NamedDependency[SkipValidation[Clock]]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class RateNotFound(NotFound):
    """Nobody ever said what the one currency is worth in the other."""

    code = "pricing.rate_not_found"


@frozen
class ExchangeRateView:
    """One unit of ``base`` is worth ``rate`` units of ``quote``."""

    base: str
    quote: str
    rate: str
    source: str
    quoted_at: datetime
    via: str | None
    """The currency two rates were crossed through."""
    age_seconds: int
    stale: bool
    """Older than a rate may be to be shown without a warning."""
    takes_money: bool
    """Whether it is fresh enough to check out by."""

    @classmethod
    def of(cls, rate: ExchangeRate, limits: FxLimits, *, at: datetime) -> "ExchangeRateView":
        age = rate.age(at=at)
        return cls(
            base=rate.base.value,
            quote=rate.quote.value,
            rate=written(rate.rate),
            source=rate.source,
            quoted_at=rate.quoted_at,
            via=rate.via.value if rate.via else None,
            age_seconds=int(age.total_seconds()),
            stale=age > limits.shown,
            takes_money=age <= limits.checkout,
        )


@frozen
class KeptRateView:
    """A rate as it was written down."""

    rate: ExchangeRateView
    kept_at: datetime
    kept_by: str
    reason: str | None
    """Of a rate set by hand."""

    @classmethod
    def of(cls, kept: KeptRate, limits: FxLimits, *, at: datetime) -> "KeptRateView":
        view = ExchangeRateView.of(kept.rate, limits, at=at)
        return cls(view, kept.kept_at, kept.kept_by, kept.reason)


@frozen
class RateChangeView:
    base: str
    quote: str
    before: str | None
    after: str
    swing_percent: str | None


@frozen
class RefusedRateView:
    base: str
    quote: str
    rate: str
    why: str


@frozen
class RefreshedView:
    """What became of the source's answer."""

    at: datetime
    changed: tuple[RateChangeView, ...]
    unchanged: int
    """Rates no newer than those we have."""
    refused: tuple[RefusedRateView, ...]
    missing: tuple[str, ...]
    """Currencies that were asked for and not given."""

    @classmethod
    def of(cls, one: Refreshed) -> "RefreshedView":
        return cls(
            at=one.at,
            changed=tuple(
                RateChangeView(
                    base=each.after.base.value,
                    quote=each.after.quote.value,
                    before=written(each.before.rate) if each.before else None,
                    after=written(each.after.rate),
                    swing_percent=None if each.swing is None else f"{each.swing:f}",
                )
                for each in one.changed
            ),
            unchanged=one.unchanged,
            refused=tuple(
                RefusedRateView(
                    base=each.rate.base.value,
                    quote=each.rate.quote.value,
                    rate=written(each.rate.rate),
                    why=each.why,
                )
                for each in one.refused
            ),
            missing=tuple(currency.value for currency in one.missing),
        )


@frozen
class RateBody:
    rate: DecimalText
    """What one unit of the first currency is worth in the second."""
    reason: Reason
    confirmed: bool = False
    """Whether it is meant however far it is from the rate that holds."""


class ExchangeRateController(Controller):
    path = "/fx"
    tags = ("fx",)

    @get(
        "/rates",
        guards=[requires("pricing:read")],
        operation_id="listExchangeRates",
        summary="What currencies are worth",
    )
    async def every(
        self,
        exchange_rates: Rates,
        fx_limits: Limits,
        clock: Now,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ExchangeRateView]:
        """The newest rate of each pair that was ever given, by base and quote."""
        now = clock.now()
        page = await exchange_rates.newest(PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(lambda kept: ExchangeRateView.of(kept.rate, fx_limits, at=now)))

    @get(
        "/rates/{base:str}/{quote:str}",
        guards=[requires("pricing:read")],
        operation_id="getExchangeRate",
        summary="What one currency is worth in another",
    )
    async def read(
        self,
        exchange_rates: Rates,
        fx_limits: Limits,
        clock: Now,
        base: FromPath[str],
        quote: FromPath[str],
    ) -> ExchangeRateView:
        """The freshest way from the one into the other: as given, the other way round, or through
        one other currency. 404 `pricing.rate_not_found` when there is none.
        """
        pair = (Currency.of(base), Currency.of(quote))
        rate = (await exchange_rates.current([pair])).get(pair)
        if rate is None:
            raise RateNotFound(f"there is no exchange rate from {pair[0]} into {pair[1]}")
        return ExchangeRateView.of(rate, fx_limits, at=clock.now())

    @get(
        "/rates/{base:str}/{quote:str}/history",
        guards=[requires("pricing:write")],
        operation_id="listExchangeRateHistory",
        summary="Every rate ever given for a pair",
    )
    async def history(
        self,
        exchange_rates: Rates,
        fx_limits: Limits,
        clock: Now,
        base: FromPath[str],
        quote: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[KeptRateView]:
        """As they were written down, the last first, with who did and why. For who may write them:
        it names people.
        """
        now = clock.now()
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await exchange_rates.history(Currency.of(base), Currency.of(quote), request)
        return PageBody.of(page.map(lambda kept: KeptRateView.of(kept, fx_limits, at=now)))

    @put(
        "/rates/{base:str}/{quote:str}",
        guards=[requires("pricing:write")],
        operation_id="setExchangeRate",
        summary="Set a rate by hand",
    )
    async def put_rate(
        self,
        set_rate: NamedDependency[SkipValidation[SetRate]],
        fx_limits: Limits,
        clock: Now,
        base: FromPath[str],
        quote: FromPath[str],
        data: JSONBody[RateBody],
    ) -> KeptRateView:
        """It holds until the source gives a newer one. 409 `pricing.rate_swing` when it is far from
        the rate that holds and not `confirmed`.
        """
        kept = await set_rate(
            RateByHand(
                base=Currency.of(base),
                quote=Currency.of(quote),
                rate=exact(data.rate, "/rate", refusal=BadRate),
                reason=data.reason,
                confirmed=data.confirmed,
            )
        )
        return KeptRateView.of(kept, fx_limits, at=clock.now())

    @post(
        "/refresh",
        guards=[requires("pricing:write")],
        status_code=200,
        opt={OPT: RECORDED},
        operation_id="refreshExchangeRates",
        summary="Ask the source now",
    )
    async def refresh(
        self, refresh_rates: NamedDependency[SkipValidation[RefreshRates]]
    ) -> RefreshedView:
        """Keeps what is new and believable; 503 `pricing.rates_unavailable` when the source does not
        answer. A schedule does the same once an hour.
        """
        return RefreshedView.of(await refresh_rates())


ROUTES: Final = (ExchangeRateController,)
