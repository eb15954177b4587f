"""Exchange rates: who said what when, how old it may be, and the way from one into another."""

from smplat_core.pricing.fx.events import RateSet, RatesRefreshed
from smplat_core.pricing.fx.freshness import convertible
from smplat_core.pricing.fx.ports import ExchangeRates, FxWork, KeptRate, RateBook, RateSource
from smplat_core.pricing.fx.refreshing import RateChange, Refreshed, RefusedRate
from smplat_core.pricing.fx.table import ways
from smplat_core.pricing.fx.use_cases import (
    RateByHand,
    RefreshRates,
    RefreshRatesInTime,
    SetRate,
)
from smplat_core.pricing.fx.vocabulary import (
    FX_ID,
    MANUAL,
    REFRESH_RATES,
    BadRateReason,
    FxLimits,
    NoRate,
    RateStale,
    RatesUnavailable,
    RateSwing,
)

__all__ = [
    "FX_ID",
    "MANUAL",
    "REFRESH_RATES",
    "BadRateReason",
    "ExchangeRates",
    "FxLimits",
    "FxWork",
    "KeptRate",
    "NoRate",
    "RateBook",
    "RateByHand",
    "RateChange",
    "RateSet",
    "RateSource",
    "RateStale",
    "RateSwing",
    "RatesRefreshed",
    "RatesUnavailable",
    "RefreshRates",
    "RefreshRatesInTime",
    "Refreshed",
    "RefusedRate",
    "SetRate",
    "convertible",
    "ways",
]
