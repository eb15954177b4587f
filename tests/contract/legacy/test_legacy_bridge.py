"""What every ``LegacyBridge`` adapter promises."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Protocol

import httpx
import pytest
from attrs import define

from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    LegacyBridge,
    LegacyCompanyStatus,
    LegacyId,
    OperationFailed,
    OperationRefused,
    UnknownLegacyCompany,
)
from smplat_legacy import HttpLegacyBridge, LegacyClient, LegacySettings
from smplat_memory import MemoryBridge
from tests.builders.legacy import an_operation
from tests.contract.legacy.far_end import TOKEN, FarEnd

SINCE = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)


class BridgeUnderTest(Protocol):
    """A bridge, and the legacy system at its other end."""

    @property
    def bridge(self) -> LegacyBridge: ...

    def add_company(self, legacy_id: str, *, name: str) -> None: ...

    def break_next(self) -> None:
        """The next operation breaks over there."""
        ...

    def refuse_next(self) -> None:
        """The next operation is refused for good."""
        ...

    def go_away(self) -> None:
        """The next call gets no answer."""
        ...

    @property
    def effects(self) -> int:
        """How many operations were really done."""
        ...


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


async def test_a_company_is_described_as_it_is_there(legacy: BridgeUnderTest) -> None:
    legacy.add_company("L-100", name="Acme Sensors Inc.")

    company = await legacy.bridge.fetch_company(LegacyId("L-100"))

    assert (company.legacy_id, company.name) == ("L-100", "Acme Sensors Inc.")
    assert company.attributes.status is LegacyCompanyStatus.ACTIVE
    assert company.attributes.updated_at == SINCE


@pytest.mark.parametrize("legacy_id", ["L-404", "a/b", "ü?x=1", "%2e%2e"])
async def test_a_company_nobody_knows_is_unknown(legacy: BridgeUnderTest, legacy_id: str) -> None:
    with pytest.raises(UnknownLegacyCompany, match=r"no company"):
        await legacy.bridge.fetch_company(LegacyId(legacy_id))


async def test_a_company_cannot_be_asked_while_the_system_is_away(legacy: BridgeUnderTest) -> None:
    legacy.add_company("L-100", name="Acme Sensors Inc.")
    legacy.go_away()

    with pytest.raises(BridgeUnavailable):
        await legacy.bridge.fetch_company(LegacyId("L-100"))

    assert (await legacy.bridge.fetch_company(LegacyId("L-100"))).name == "Acme Sensors Inc."


async def test_an_operation_gets_a_receipt_with_its_echo(legacy: BridgeUnderTest) -> None:
    receipt = await legacy.bridge.perform(an_operation(device="D-1", slot=2))

    assert receipt.operation_id
    assert receipt.outcome is CallOutcome.DONE
    assert receipt.echo == {"device": "D-1", "slot": 2}


async def test_the_same_key_has_one_effect_and_counts_as_done(legacy: BridgeUnderTest) -> None:
    first = await legacy.bridge.perform(an_operation("step-1:1"))

    again = await legacy.bridge.perform(an_operation("step-1:1"))

    assert again.outcome is CallOutcome.ALREADY_DONE
    assert again.operation_id == first.operation_id
    assert legacy.effects == 1


async def test_a_final_refusal_says_what_the_other_side_said(legacy: BridgeUnderTest) -> None:
    legacy.refuse_next()

    with pytest.raises(OperationRefused, match="bad_device"):
        await legacy.bridge.perform(an_operation())

    assert legacy.effects == 0


async def test_a_break_over_there_may_be_tried_again(legacy: BridgeUnderTest) -> None:
    legacy.break_next()

    with pytest.raises(OperationFailed, match="out_of_cheese"):
        await legacy.bridge.perform(an_operation())
    await legacy.bridge.perform(an_operation())

    assert legacy.effects == 1


async def test_no_answer_to_an_operation_is_unavailable(legacy: BridgeUnderTest) -> None:
    legacy.go_away()

    with pytest.raises(BridgeUnavailable):
        await legacy.bridge.perform(an_operation())
