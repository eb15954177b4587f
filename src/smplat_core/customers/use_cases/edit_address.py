"""Editing an address of the book."""

from attrs import frozen

from smplat_core.customers.model import Address
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.postal import PostalAddress
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.add_address import read_label
from smplat_core.customers.use_cases.check_address import CheckAddress
from smplat_core.customers.vocabulary import (
    AddressChanged,
    AddressId,
    CompanyId,
    Validation,
)
from smplat_core.kernel import Begin, Clock


@frozen(kw_only=True)
class AddressChanges:
    """What to change; ``None`` leaves it. The address itself is replaced as a whole."""

    label: str | None = None
    postal: PostalAddress | None = None
    validation: Validation = Validation.APPLY


@frozen
class EditAddress:
    """Correct an address. Shipments keep the copy they were made with."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    check: CheckAddress
    clock: Clock

    async def __call__(
        self,
        address_id: AddressId,
        changes: AddressChanges,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Address:
        await self.queries.address(address_id, within=within)
        async with self.begin() as work:
            address = await work.addresses.get(address_id)
            refuse_stale_address(address, expected_version)
            label, postal, status = address.label, address.postal, address.validation_status
            if changes.label is not None:
                label = read_label(changes.label)
            if changes.postal is not None:
                checked = self.check(
                    changes.postal, validation=changes.validation, pointer="/address"
                )
                postal, status = checked.postal, checked.status
            edited = address.edit(
                label=label, postal=postal, validation_status=status, at=self.clock.now()
            )
            return await work.addresses.save(edited) if edited.news else address


def refuse_stale_address(address: Address, expected_version: int | None) -> None:
    """``AddressChanged`` unless the caller saw this version, or does not mind."""
    if expected_version not in (None, address.version):
        raise AddressChanged(
            f"address {address.id} is at version {address.version}",
            current_version=address.version,
        )
