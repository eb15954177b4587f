"""Remembering that an address was used."""

from datetime import datetime

from attrs import frozen

from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.vocabulary import AddressId
from smplat_core.kernel import Begin


@frozen
class TouchAddress:
    """The address was used at this moment. Moments may arrive late, twice and in any order."""

    begin: Begin[CustomersWork]

    async def __call__(self, address_id: AddressId, *, used_at: datetime) -> None:
        async with self.begin() as work:
            await work.addresses.touch(address_id, at=used_at)
