"""The sandbox's legacy system speaks so that our bridge understands it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from smplat_core.automation import SHIPPED
from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    LegacyCompanyStatus,
    LegacyId,
    LegacyOperation,
    OperationFailed,
    OperationRefused,
    UnknownLegacyCompany,
)
from smplat_legacy import HttpLegacyBridge, LegacyClient, LegacySettings
from tests.unit.sandbox.outside import Outside


def an_operation(name: str = "register_devices", *, company: str = "LEG-1001") -> LegacyOperation:
    return LegacyOperation(
        name=name,
        payload={"company": company, "quantity": 2},
        idempotency_key=f"key-{name}",
        correlation_id="cor-1",
    )


@pytest_asyncio.fixture
async def bridge(world: Outside) -> AsyncIterator[HttpLegacyBridge]:
    settings = LegacySettings(base_url="http://sandbox.test/legacy", token="legacy-sandbox")  # noqa: S106  the sandbox's public default
    async with LegacyClient(settings, world.transport) as client:
        yield HttpLegacyBridge(client)


@pytest.mark.parametrize("name", sorted({config.operation for config in SHIPPED.values()}))
async def test_every_operation_our_scenarios_ship_with_is_done_once(
    world: Outside, bridge: HttpLegacyBridge, name: str
) -> None:
    first = await bridge.perform(an_operation(name))
    again = await bridge.perform(an_operation(name))

    assert (first.outcome, again.outcome) == (CallOutcome.DONE, CallOutcome.ALREADY_DONE)
    assert first.operation_id == again.operation_id
    assert first.echo == {"company": "LEG-1001", "quantity": 2}
    [effect] = await world.effects()
    assert effect["detail"]["correlation_id"] == "cor-1"


@pytest.mark.parametrize(
    ("id_", "status"),
    [
        ("LEG-1001", LegacyCompanyStatus.ACTIVE),
        ("LEG-1010", LegacyCompanyStatus.SUSPENDED),
        ("LEG-1011", LegacyCompanyStatus.UNKNOWN),
        ("LEG-1012", LegacyCompanyStatus.CLOSED),
    ],
)
async def test_companies_are_understood(
    bridge: HttpLegacyBridge, id_: str, status: LegacyCompanyStatus
) -> None:
    company = await bridge.fetch_company(LegacyId(id_))

    assert company.attributes.status is status


async def test_a_stranger_is_unknown(bridge: HttpLegacyBridge) -> None:
    with pytest.raises(UnknownLegacyCompany):
        await bridge.fetch_company(LegacyId("LEG-9"))


async def test_what_it_never_does_is_refused(bridge: HttpLegacyBridge) -> None:
    with pytest.raises(OperationRefused, match="invalid_operation"):
        await bridge.perform(an_operation("drop_table"))
    with pytest.raises(OperationRefused, match="closed"):
        await bridge.perform(an_operation(company="LEG-1012"))


@pytest.mark.parametrize("fault", ["429", "500", "503", "malformed"])
async def test_trouble_is_a_bridge_that_is_away(
    world: Outside, bridge: HttpLegacyBridge, fault: str
) -> None:
    await world.control("/faults", party="legacy", fault=fault)

    with pytest.raises(BridgeUnavailable):
        await bridge.perform(an_operation())


async def test_an_error_in_a_200_is_a_failure(world: Outside, bridge: HttpLegacyBridge) -> None:
    await world.control("/faults", party="legacy", fault="error")

    with pytest.raises(OperationFailed):
        await bridge.perform(an_operation())

    assert (await bridge.perform(an_operation())).outcome is CallOutcome.DONE
