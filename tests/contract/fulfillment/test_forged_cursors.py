"""Lists of fulfillment go on at places they gave out, and nowhere else."""

from uuid import UUID

import pytest

from smplat_core.fulfillment import FulfillmentFilter, ShipmentFilter
from smplat_core.kernel import BadPage, PageRequest
from tests.contract.fulfillment.warehouse import Warehouse

AN_ID = str(UUID(int=1))


@pytest.mark.parametrize(
    "after",
    [
        ("", ""),
        ("yesterday", AN_ID),
        ("2026-01-05T12:00:00", AN_ID),
        ("0001-01-01T00:00:00+14:00", AN_ID),
        ("2026-01-05T12:00:00+00:00", "no id"),
    ],
)
async def test_a_forged_place_is_refused(warehouse: Warehouse, after: tuple[str, ...]) -> None:
    page = PageRequest(after=after)

    with pytest.raises(BadPage):
        await warehouse.fulfillments.find(FulfillmentFilter(), page, company=None)
    with pytest.raises(BadPage):
        await warehouse.shipments.find(ShipmentFilter(), page, company=None)
    with pytest.raises(BadPage):
        await warehouse.shipments.unmatched(page)
