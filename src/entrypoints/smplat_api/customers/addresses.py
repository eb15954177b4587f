"""Addresses over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.customers.address_bodies import (
    AddressPatch,
    AddressToCheck,
    AddressView,
    DefaultsBody,
    NewAddress,
    VerdictView,
)
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.customers import (
    AddAddress,
    Address,
    AddressChanges,
    AddressId,
    AddressUse,
    ArchiveAddress,
    BadAddress,
    CheckAddress,
    CompanyId,
    CustomerQueries,
    EditAddress,
    EntryState,
    RestoreAddress,
    SetDefaults,
)
from smplat_core.kernel import PageRequest


def _answer(address: Address, *, status_code: int = 200) -> Response[AddressView]:
    return versioned(AddressView.of(address), version=address.version, status_code=status_code)


class CompanyAddressController(Controller):
    path = "/companies/{company_id:uuid}/addresses"
    tags = ("customers",)

    @get(
        "/",
        guards=[requires("customers:read")],
        operation_id="listAddresses",
        summary="List a company's addresses",
    )
    async def list_addresses(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        status: FromQuery[EntryState] = EntryState.ACTIVE,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AddressView]:
        """Newest first. Archived addresses are shown with `status=archived` only."""
        addresses = await customer_queries.addresses(
            CompanyId(company_id),
            PageRequest.of(limit=limit, cursor=cursor, parts=1),
            state=status,
            within=caller.company,
        )
        return PageBody.of(addresses.map(AddressView.of))

    @post(
        "/",
        guards=[requires("customers:write")],
        operation_id="addAddress",
        summary="Add an address to a company's book",
    )
    async def add(
        self,
        add_address: NamedDependency[SkipValidation[AddAddress]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        data: JSONBody[NewAddress],
    ) -> Response[AddressView]:
        """Checked by the rules of its country and kept in its normal form.

        409 `customers.possible_duplicate` when an active address of the company is at the same
        place: use that one, or send its id in `not_duplicate_of`.
        """
        return await _added(add_address, caller, CompanyId(company_id), data)


class AddressController(Controller):
    path = "/addresses"
    tags = ("customers",)

    @post(
        "/validate",
        guards=[requires("customers:read")],
        status_code=200,
        operation_id="validateAddress",
        summary="Check an address and keep nothing",
    )
    async def validate(
        self,
        check_address: NamedDependency[SkipValidation[CheckAddress]],
        data: JSONBody[AddressToCheck],
    ) -> VerdictView:
        """Answers 200 either way: with the normal form, or with everything that is wrong."""
        try:
            return VerdictView.good(check_address(data.address.to_postal(), pointer="/address"))
        except BadAddress as refusal:
            return VerdictView.bad(refusal.errors)

    @get(
        "/",
        guards=[requires("customers:read")],
        operation_id="listUnownedAddresses",
        summary="List addresses that belong to no company",
    )
    async def list_unowned(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        status: FromQuery[EntryState] = EntryState.ACTIVE,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AddressView]:
        """Newest first; not for the key of a company."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        addresses = await customer_queries.addresses(
            None, page, state=status, within=caller.company
        )
        return PageBody.of(addresses.map(AddressView.of))

    @post(
        "/",
        guards=[requires("customers:write")],
        operation_id="addUnownedAddress",
        summary="Add an address that belongs to no company",
    )
    async def add_unowned(
        self,
        add_address: NamedDependency[SkipValidation[AddAddress]],
        caller: NamedDependency[Caller],
        data: JSONBody[NewAddress],
    ) -> Response[AddressView]:
        """For places of the house itself: a depot, a repair shop. Not for the key of a company."""
        return await _added(add_address, caller, None, data)

    @get(
        "/{address_id:uuid}",
        guards=[requires("customers:read")],
        operation_id="getAddress",
        summary="Read an address",
    )
    async def read(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        address_id: FromPath[UUID],
    ) -> Response[AddressView]:
        """Archived ones too."""
        address = await customer_queries.address(AddressId(address_id), within=caller.company)
        return _answer(address)

    @patch(
        "/{address_id:uuid}",
        guards=[requires("customers:write")],
        operation_id="editAddress",
        summary="Edit an address",
    )
    async def edit(
        self,
        request: Request[Any, Any, Any],
        edit_address: NamedDependency[SkipValidation[EditAddress]],
        caller: NamedDependency[Caller],
        address_id: FromPath[UUID],
        data: JSONBody[AddressPatch],
    ) -> Response[AddressView]:
        """`address` is replaced as a whole and checked anew. Shipments keep their own copy."""
        changes = AddressChanges(
            label=data.label,
            postal=data.address.to_postal() if data.address else None,
            validation=data.validation,
        )
        address = await edit_address(
            AddressId(address_id),
            changes,
            within=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(address)

    @post(
        "/{address_id:uuid}/archive",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="archiveAddress",
        summary="Archive an address",
    )
    async def archive(
        self,
        request: Request[Any, Any, Any],
        archive_address: NamedDependency[SkipValidation[ArchiveAddress]],
        caller: NamedDependency[Caller],
        address_id: FromPath[UUID],
    ) -> Response[AddressView]:
        """It leaves the lists and is nobody's default. Archiving twice is refused."""
        version = expected_version(request)
        address = await archive_address(
            AddressId(address_id), within=caller.company, expected_version=version
        )
        return _answer(address)

    @post(
        "/{address_id:uuid}/restore",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="restoreAddress",
        summary="Restore an archived address",
    )
    async def restore(
        self,
        request: Request[Any, Any, Any],
        restore_address: NamedDependency[SkipValidation[RestoreAddress]],
        caller: NamedDependency[Caller],
        address_id: FromPath[UUID],
    ) -> Response[AddressView]:
        """Active again, and the default for nothing."""
        version = expected_version(request)
        address = await restore_address(
            AddressId(address_id), within=caller.company, expected_version=version
        )
        return _answer(address)

    @post(
        "/{address_id:uuid}/defaults",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="setDefaultAddress",
        summary="Choose a company's default addresses",
    )
    async def set_defaults(
        self,
        request: Request[Any, Any, Any],
        set_default_addresses: NamedDependency[SkipValidation[SetDefaults]],
        caller: NamedDependency[Caller],
        address_id: FromPath[UUID],
        data: JSONBody[DefaultsBody],
    ) -> Response[AddressView]:
        """True makes it the default, false ends that, absent leaves it.

        A company has one default per use: the one before steps aside.
        """
        wanted = {AddressUse.SHIPPING: data.shipping, AddressUse.BILLING: data.billing}
        address = await set_default_addresses(
            AddressId(address_id),
            add=frozenset(use for use, is_default in wanted.items() if is_default is True),
            drop=frozenset(use for use, is_default in wanted.items() if is_default is False),
            within=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(address)


async def _added(
    add_address: AddAddress, caller: Caller, company_id: CompanyId | None, data: NewAddress
) -> Response[AddressView]:
    address = await add_address(
        company_id,
        data.address.to_postal(),
        within=caller.company,
        label=data.label,
        validation=data.validation,
        not_duplicate_of=frozenset(map(AddressId, data.not_duplicate_of)),
    )
    return _answer(address, status_code=201)
