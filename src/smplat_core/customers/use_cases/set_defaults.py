"""Choosing a company's default addresses."""

from attrs import frozen

from smplat_core.customers.model import Address
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.edit_address import refuse_stale_address
from smplat_core.customers.vocabulary import AddressId, AddressUse, CompanyId
from smplat_core.kernel import Begin, Clock


@frozen
class SetDefaults:
    """Make an address the default for some uses, or no longer.

    The one that was the default before steps aside in the same unit of work. The company is held
    first, so two callers choosing different addresses wait for one another.
    """

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        address_id: AddressId,
        *,
        add: frozenset[AddressUse],
        drop: frozenset[AddressUse],
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Address:
        """Uses in neither set stay as they are."""
        seen = await self.queries.address(address_id, within=within)
        async with self.begin() as work:
            if seen.company_id is not None:
                await work.companies.get(seen.company_id)
            address = await work.addresses.get(address_id)
            refuse_stale_address(address, expected_version)
            at = self.clock.now()
            chosen = address.make_default_for((address.default_for | add) - drop, at=at)
            if not chosen.news or chosen.company_id is None:
                return address
            for other in await work.addresses.defaults(chosen.company_id):
                kept = other.default_for - chosen.default_for
                if other.id != chosen.id and kept != other.default_for:
                    await work.addresses.save(other.make_default_for(kept, at=at))
            return await work.addresses.save(chosen)
