"""Keeping an address that was typed for one shipment."""

from attrs import frozen

from smplat_core.customers.model import Address
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.postal import PostalAddress
from smplat_core.customers.use_cases.add_address import read_label
from smplat_core.customers.use_cases.check_address import CheckAddress
from smplat_core.customers.vocabulary import AddressId, CompanyId, Validation
from smplat_core.kernel import Begin, Clock, Ids


@frozen
class SaveToBook:
    """The book entry for an address just used: the one that says exactly this, or a new one.

    An entry at the same place with another receiver or phone is another entry. Saving the
    same address twice makes one entry.
    """

    begin: Begin[CustomersWork]
    check: CheckAddress
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        company_id: CompanyId,
        postal: PostalAddress,
        *,
        label: str = "",
        validation: Validation = Validation.APPLY,
    ) -> Address:
        checked, tidy_label = self.check(postal, validation=validation), read_label(label)
        async with self.begin() as work:
            await work.companies.get(company_id)
            at = self.clock.now()
            for known in await work.addresses.similar(company_id, checked.postal):
                if known.postal == checked.postal:
                    await work.addresses.touch(known.id, at=at)
                    return await work.addresses.get(known.id)
            added = Address.add(
                AddressId(self.ids.new()),
                checked.postal,
                company_id=company_id,
                label=tidy_label,
                validation_status=checked.status,
                at=at,
            )
            saved = await work.addresses.save(added)
            await work.addresses.touch(saved.id, at=at)
            return await work.addresses.get(saved.id)
