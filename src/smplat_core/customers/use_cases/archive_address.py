"""Taking an address out of sight, and back."""

from attrs import frozen

from smplat_core.customers.model import Address
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.edit_address import refuse_stale_address
from smplat_core.customers.vocabulary import AddressId, CompanyId
from smplat_core.kernel import Begin, Clock


@frozen
class ArchiveAddress:
    """The address leaves the lists and is nobody's default; refused when it already has."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        address_id: AddressId,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Address:
        await self.queries.address(address_id, within=within)
        async with self.begin() as work:
            address = await work.addresses.get(address_id)
            refuse_stale_address(address, expected_version)
            return await work.addresses.save(address.archive(at=self.clock.now()))


@frozen
class RestoreAddress:
    """An archived address is active again, and the default for nothing."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        address_id: AddressId,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Address:
        await self.queries.address(address_id, within=within)
        async with self.begin() as work:
            address = await work.addresses.get(address_id)
            refuse_stale_address(address, expected_version)
            return await work.addresses.save(address.restore(at=self.clock.now()))
