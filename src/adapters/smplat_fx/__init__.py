"""Exchange rates from the open ExchangeRate-API."""

from smplat_fx.settings import FxSettings, base_of, limits_of, swing_of, symbols_of
from smplat_fx.source import ErApiRates, NoRates, rate_source

__all__ = [
    "ErApiRates",
    "FxSettings",
    "NoRates",
    "base_of",
    "limits_of",
    "rate_source",
    "swing_of",
    "symbols_of",
]
