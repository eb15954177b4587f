"""Use cases of the legacy context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.legacy import RecordedBridge, RefreshMirror


class LegacyUseCases(Ports):
    recorded_bridge = Singleton(
        RecordedBridge,
        bridge=Ports.legacy_bridge,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
    )
    """The one to call through: it writes every call down."""
    refresh_mirror = Singleton(
        RefreshMirror, begin=Ports.begin, bridge=recorded_bridge, clock=Ports.clock
    )
