"""The suite on every ``LegacyBridge``: in memory, and over HTTP to a far end of ours."""

from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import define

from smplat_core.legacy import BridgeUnavailable, OperationFailed, OperationRefused
from smplat_core.testing.suites import BridgeUnderTest, LegacyBridgeContract
from smplat_core.testing.suites.legacy_bridge import SINCE
from smplat_legacy import HttpLegacyBridge, LegacyClient, LegacySettings
from smplat_memory import MemoryBridge
from tests.contract.legacy.far_end import TOKEN, FarEnd


@define
class MemoryUnderTest(BridgeUnderTest):
    bridge: MemoryBridge

    def add_company(self, legacy_id: str, *, name: str) -> None:
        self.bridge.add(legacy_id, name=name, updated_at=SINCE)

    def break_next(self) -> None:
        self.bridge.failures.append(OperationFailed("the legacy system broke: out_of_cheese"))

    def refuse_next(self) -> None:
        self.bridge.failures.append(OperationRefused("the legacy system refused: bad_device"))

    def go_away(self) -> None:
        self.bridge.failures.append(BridgeUnavailable("the legacy system does not answer"))

    @property
    def effects(self) -> int:
        return len(self.bridge.done)


@define
class HttpUnderTest(BridgeUnderTest):
    bridge: HttpLegacyBridge
    far: FarEnd

    def add_company(self, legacy_id: str, *, name: str) -> None:
        self.far.companies[legacy_id] = {
            "id": legacy_id,
            "name": name,
            "status": "active",
            "updated_at": SINCE.isoformat(),
        }

    def break_next(self) -> None:
        body = {"status": "error", "error": "out_of_cheese"}
        self.far.scripted.append(httpx.Response(200, json=body))

    def refuse_next(self) -> None:
        body = {"error": "bad_device", "message": "no such device"}
        self.far.scripted.append(httpx.Response(422, json=body))

    def go_away(self) -> None:
        self.far.scripted.append(httpx.ConnectError("refused"))

    @property
    def effects(self) -> int:
        return len(self.far.done)


@pytest.fixture(params=["memory", "http"])
async def legacy(request: pytest.FixtureRequest) -> AsyncIterator[BridgeUnderTest]:
    if request.param == "memory":
        yield MemoryUnderTest(MemoryBridge())
        return
    far = FarEnd()
    settings = LegacySettings(base_url="https://legacy.example/api", token=TOKEN)
    async with LegacyClient(settings, httpx.MockTransport(far)) as client:
        yield HttpUnderTest(HttpLegacyBridge(client), far)


class TestLegacyBridge(LegacyBridgeContract):
    """In memory and over HTTP."""
