"""What can be done with exchange rates."""

from smplat_core.pricing.fx.use_cases.refresh_rates import RefreshRates, RefreshRatesInTime
from smplat_core.pricing.fx.use_cases.set_rate import RateByHand, SetRate

__all__ = ["RateByHand", "RefreshRates", "RefreshRatesInTime", "SetRate"]
