"""Use cases and jobs of exchange rates."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.pricing.fx import REFRESH_RATES, RefreshRates, RefreshRatesInTime, SetRate


class FxUseCases(Ports):
    refresh_rates = Singleton(
        RefreshRates,
        begin=Ports.begin,
        source=Ports.rate_source,
        clock=Ports.clock,
        base=Ports.fx_base,
        symbols=Ports.fx_symbols,
        most_swing=Ports.fx_most_swing,
    )
    refresh_rates_in_time = Singleton(RefreshRatesInTime, refresh_rates=refresh_rates)
    set_rate = Singleton(
        SetRate, begin=Ports.begin, clock=Ports.clock, most_swing=Ports.fx_most_swing
    )


def jobs(app: FxUseCases) -> dict[str, JobHandler]:
    return {REFRESH_RATES: app.refresh_rates_in_time()}
