"""Use cases and jobs of the fan-out."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.payments import (
    FORWARD_OWED,
    WAKE_FAN_OUT,
    CutOver,
    ForwardOwed,
    PauseFanOut,
    RetryForwarding,
    RollBack,
    SkipForwarding,
    StartFanOut,
    WakeFanOut,
)


class FanOutUseCases(Ports):
    forward_owed = Singleton(
        ForwardOwed, begin=Ports.begin, clock=Ports.clock, target=Ports.webhook_target
    )
    wake_fan_out = Singleton(WakeFanOut, begin=Ports.begin, target=Ports.webhook_target)
    start_fan_out = Singleton(
        StartFanOut, begin=Ports.begin, clock=Ports.clock, target=Ports.webhook_target
    )
    pause_fan_out = Singleton(PauseFanOut, begin=Ports.begin, clock=Ports.clock)
    cut_over = Singleton(
        CutOver, begin=Ports.begin, clock=Ports.clock, queries=Ports.fan_out_queries
    )
    roll_back = Singleton(RollBack, begin=Ports.begin, clock=Ports.clock)
    retry_forwarding = Singleton(RetryForwarding, begin=Ports.begin, clock=Ports.clock)
    skip_forwarding = Singleton(SkipForwarding, begin=Ports.begin, clock=Ports.clock)


def jobs(app: FanOutUseCases) -> dict[str, JobHandler]:
    return {FORWARD_OWED: app.forward_owed(), WAKE_FAN_OUT: app.wake_fan_out()}
