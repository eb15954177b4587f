"""The bridge and the sandbox were written apart, from one description: here they meet."""

from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import frozen

from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    LegacyCompanyStatus,
    LegacyDevice,
    LegacyEntity,
    LegacyId,
    LegacyOperation,
    OperationFailed,
    OperationRefused,
    ThingStatus,
    UnknownLegacyCompany,
)
from smplat_legacy import HttpLegacyBridge, LegacyClient, LegacySettings
from smplat_sandbox import SandboxSettings, create_sandbox

BASE = "http://sandbox.example"


@frozen
class Meeting:
    bridge: HttpLegacyBridge
    control: httpx.AsyncClient

    async def suffer(self, fault: str, operation: str = "*") -> None:
        """The next call of this kind goes wrong in this way."""
        order = {"party": "legacy", "fault": fault, "operation": operation}
        answer = await self.control.post("/_sandbox/faults", json=order)
        answer.raise_for_status()

    async def effects(self) -> int:
        """How many operations were really done."""
        answer = await self.control.get("/legacy/operations")
        count: int = answer.json()["count"]
        return count


@pytest.fixture
async def meeting() -> AsyncIterator[Meeting]:
    settings = SandboxSettings()
    transport = httpx.ASGITransport(create_sandbox(settings))  # type: ignore[arg-type] # Litestar's own ASGI types
    ours = LegacySettings(base_url=f"{BASE}/legacy", token=settings.legacy.api_key)
    async with (
        LegacyClient(ours, transport) as client,
        httpx.AsyncClient(base_url=BASE, transport=transport) as control,
    ):
        yield Meeting(HttpLegacyBridge(client), control)


def an_operation(key: str = "step-1:1", *, name: str = "assign_asset") -> LegacyOperation:
    return LegacyOperation(
        name=name,
        payload={"company": "LEG-1001", "serial": "SN-1", "slot": 2},
        idempotency_key=key,
        correlation_id="corr-1",
    )


async def test_a_company_is_described(meeting: Meeting) -> None:
    company = await meeting.bridge.fetch_company(LegacyId("LEG-1001"))

    assert company.name == "Northwind Cold Storage GmbH"
    assert company.attributes.status is LegacyCompanyStatus.ACTIVE


async def test_a_status_few_expect_is_unknown(meeting: Meeting) -> None:
    company = await meeting.bridge.fetch_company(LegacyId("LEG-1011"))

    assert company.attributes.status is LegacyCompanyStatus.UNKNOWN
    assert company.attributes.status_text == "dormant"


async def test_a_company_it_does_not_have_is_unknown(meeting: Meeting) -> None:
    with pytest.raises(UnknownLegacyCompany):
        await meeting.bridge.fetch_company(LegacyId("LEG-404"))


async def test_an_operation_is_done_once(meeting: Meeting) -> None:
    first = await meeting.bridge.perform(an_operation())
    again = await meeting.bridge.perform(an_operation())

    assert (first.outcome, again.outcome) == (CallOutcome.DONE, CallOutcome.ALREADY_DONE)
    assert first.operation_id == again.operation_id
    assert first.echo == {"company": "LEG-1001", "serial": "SN-1", "slot": 2}
    assert await meeting.effects() == 1


async def test_an_operation_it_does_not_know_is_refused(meeting: Meeting) -> None:
    with pytest.raises(OperationRefused, match="make_coffee"):
        await meeting.bridge.perform(an_operation(name="make_coffee"))


async def test_an_error_told_with_status_200_is_a_failure(meeting: Meeting) -> None:
    await meeting.suffer("error")

    with pytest.raises(OperationFailed, match="ORA-03113"):
        await meeting.bridge.perform(an_operation())

    assert await meeting.effects() == 0


@pytest.mark.parametrize("fault", ["429", "500", "503"])
async def test_trouble_over_there_is_unavailable_and_passes(meeting: Meeting, fault: str) -> None:
    await meeting.suffer(fault)

    with pytest.raises(BridgeUnavailable):
        await meeting.bridge.fetch_company(LegacyId("LEG-1001"))

    assert (await meeting.bridge.fetch_company(LegacyId("LEG-1001"))).name


async def test_an_answer_that_broke_on_the_way_does_not_make_a_second_effect(
    meeting: Meeting,
) -> None:
    await meeting.suffer("malformed", "operations.perform")

    with pytest.raises(BridgeUnavailable):
        await meeting.bridge.perform(an_operation())
    again = await meeting.bridge.perform(an_operation())

    assert again.outcome is CallOutcome.ALREADY_DONE
    assert await meeting.effects() == 1


async def test_a_wrong_token_is_unavailable_and_says_so(meeting: Meeting) -> None:
    client = LegacyClient(
        LegacySettings(base_url=f"{BASE}/legacy", token="wrong"),  # noqa: S106 - of this test
        meeting.bridge.client.transport,
    )

    with pytest.raises(BridgeUnavailable, match="token"):
        await HttpLegacyBridge(client).fetch_company(LegacyId("LEG-1001"))


async def test_devices_assets_and_companies_are_fetched_by_id(meeting: Meeting) -> None:
    devices = await meeting.bridge.fetch(
        LegacyEntity.DEVICE, [LegacyId("DEV-7010"), LegacyId("DEV-404")]
    )
    assets = await meeting.bridge.fetch(LegacyEntity.ASSET, [LegacyId("AST-4001")])
    companies = await meeting.bridge.fetch(LegacyEntity.COMPANY, [LegacyId("LEG-1001")])

    (device,) = devices
    assert isinstance(device, LegacyDevice)
    assert (device.status, device.status_text) == (ThingStatus.UNKNOWN, "in_repair")
    assert (device.company, device.asset) == ("LEG-1011", "AST-4008")
    assert [record.legacy_id for record in (*assets, *companies)] == ["AST-4001", "LEG-1001"]
    assert await meeting.bridge.fetch(LegacyEntity.DEVICE, []) == ()


async def test_all_devices_are_walked_page_by_page(meeting: Meeting) -> None:
    page = await meeting.bridge.page(LegacyEntity.DEVICE, after=None)
    behind = await meeting.bridge.page(LegacyEntity.DEVICE, after="DEV-7010")

    assert (len(page.records), page.next_after) == (12, None)
    assert [record.legacy_id for record in behind.records] == ["DEV-7011", "DEV-7012"]


async def test_a_receipt_names_the_devices_it_made_now_and_again(meeting: Meeting) -> None:
    operation = LegacyOperation(
        name="register_devices",
        payload={"company": "LEG-1001", "sku": "SENS-T100", "quantity": 2},
        idempotency_key="step-9",
        correlation_id="corr-1",
    )

    first = await meeting.bridge.perform(operation)
    again = await meeting.bridge.perform(operation)

    assert first.devices == again.devices == ("DEV-8001", "DEV-8002")


async def test_a_device_is_changed_over_there(meeting: Meeting) -> None:
    await meeting.bridge.perform(
        LegacyOperation(
            name="update_device",
            payload={"device": "DEV-7001", "status": "retired", "asset": ""},
            idempotency_key="mirror-write-1",
            correlation_id="corr-1",
        )
    )

    (device,) = await meeting.bridge.fetch(LegacyEntity.DEVICE, [LegacyId("DEV-7001")])
    assert isinstance(device, LegacyDevice)
    assert (device.status, device.asset, device.company) == (ThingStatus.RETIRED, None, "LEG-1001")


@pytest.mark.parametrize("fault", ["error", "503", "malformed"])
async def test_trouble_in_a_list_is_no_empty_list(meeting: Meeting, fault: str) -> None:
    await meeting.suffer(fault, "devices.list")

    with pytest.raises((BridgeUnavailable, OperationFailed)):
        await meeting.bridge.fetch(LegacyEntity.DEVICE, [LegacyId("DEV-7001")])
