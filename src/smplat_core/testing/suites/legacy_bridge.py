"""What every ``LegacyBridge`` promises."""

from datetime import UTC, datetime
from typing import Final, Protocol

import pytest

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
from smplat_core.testing.builders.legacy import an_operation
from smplat_core.testing.promises import Contract

SINCE: Final = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
"""When companies over there were last changed."""


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


class LegacyBridgeContract(Contract):
    """What every ``LegacyBridge`` adapter promises."""

    needs = "legacy"
    shape = BridgeUnderTest

    async def test_a_company_is_described_as_it_is_there(self, legacy: BridgeUnderTest) -> None:
        legacy.add_company("L-100", name="Acme Sensors Inc.")

        company = await legacy.bridge.fetch_company(LegacyId("L-100"))

        assert (company.legacy_id, company.name) == ("L-100", "Acme Sensors Inc.")
        assert company.attributes.status is LegacyCompanyStatus.ACTIVE
        assert company.attributes.updated_at == SINCE

    @pytest.mark.parametrize("legacy_id", ["L-404", "a/b", "ü?x=1", "%2e%2e"])
    async def test_a_company_nobody_knows_is_unknown(
        self, legacy: BridgeUnderTest, legacy_id: str
    ) -> None:
        with pytest.raises(UnknownLegacyCompany, match=r"no company"):
            await legacy.bridge.fetch_company(LegacyId(legacy_id))

    async def test_a_company_cannot_be_asked_while_the_system_is_away(
        self, legacy: BridgeUnderTest
    ) -> None:
        legacy.add_company("L-100", name="Acme Sensors Inc.")
        legacy.go_away()

        with pytest.raises(BridgeUnavailable):
            await legacy.bridge.fetch_company(LegacyId("L-100"))

        assert (await legacy.bridge.fetch_company(LegacyId("L-100"))).name == "Acme Sensors Inc."

    async def test_an_operation_gets_a_receipt_with_its_echo(self, legacy: BridgeUnderTest) -> None:
        receipt = await legacy.bridge.perform(an_operation(device="D-1", slot=2))

        assert receipt.operation_id
        assert receipt.outcome is CallOutcome.DONE
        assert receipt.echo == {"device": "D-1", "slot": 2}

    async def test_the_same_key_has_one_effect_and_counts_as_done(
        self, legacy: BridgeUnderTest
    ) -> None:
        first = await legacy.bridge.perform(an_operation("step-1:1"))

        again = await legacy.bridge.perform(an_operation("step-1:1"))

        assert again.outcome is CallOutcome.ALREADY_DONE
        assert again.operation_id == first.operation_id
        assert legacy.effects == 1

    async def test_a_final_refusal_says_what_the_other_side_said(
        self, legacy: BridgeUnderTest
    ) -> None:
        legacy.refuse_next()

        with pytest.raises(OperationRefused, match="bad_device"):
            await legacy.bridge.perform(an_operation())

        assert legacy.effects == 0

    async def test_a_break_over_there_may_be_tried_again(self, legacy: BridgeUnderTest) -> None:
        legacy.break_next()

        with pytest.raises(OperationFailed, match="out_of_cheese"):
            await legacy.bridge.perform(an_operation())
        await legacy.bridge.perform(an_operation())

        assert legacy.effects == 1

    async def test_no_answer_to_an_operation_is_unavailable(self, legacy: BridgeUnderTest) -> None:
        legacy.go_away()

        with pytest.raises(BridgeUnavailable):
            await legacy.bridge.perform(an_operation())
