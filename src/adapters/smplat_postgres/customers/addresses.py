"""The address book, kept in Postgres."""

from datetime import datetime
from typing import Any, Final

import asyncpg

from smplat_core.customers import (
    Address,
    AddressChanged,
    Addresses,
    AddressId,
    AddressNotFound,
    AddressUse,
    CompanyId,
    DefaultAddressTaken,
    EntryState,
    PostalAddress,
    ValidationStatus,
)
from smplat_core.kernel import evolve
from smplat_postgres.customers.contacts import digest
from smplat_postgres.log import publish
from smplat_postgres.tables.customers import AddressRow

INSERT: Final = """
insert into addresses (id, company_id, created_at, last_used_at, label, recipient, company, line1,
    line2, city, region, postal_code, country, phone, place_key, validation_status,
    default_shipping, default_billing, state, updated_at, archived_at, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do nothing returning id, last_used_at
"""

UPDATE: Final = """
update addresses set label = {}, recipient = {}, company = {}, line1 = {}, line2 = {}, city = {},
    region = {}, postal_code = {}, country = {}, phone = {}, place_key = {},
    validation_status = {}, default_shipping = {}, default_billing = {}, state = {},
    updated_at = {}, archived_at = {}, version = {}
where id = {} and version = {} returning id, last_used_at
"""

OF_COMPANY: Final = "select * from addresses where company_id = {} "
OF_NOBODY: Final = "select * from addresses where company_id is null and {}::uuid is null "
"""Two texts, because an index serves ``=`` and ``is null`` but not ``is not distinct from``."""


class PostgresAddresses(Addresses):
    async def get(self, address_id: AddressId) -> Address:
        rows = await AddressRow.raw(
            "select * from addresses where id = {} for no key update", address_id
        )
        if not rows:
            raise AddressNotFound(f"no address {address_id}")
        return to_address(rows[0])

    async def defaults(self, company_id: CompanyId) -> tuple[Address, ...]:
        rows = await AddressRow.raw(
            "select * from addresses where company_id = {} and (default_shipping or default_billing)"
            " order by id for no key update",
            company_id,
        )
        return tuple(to_address(row) for row in rows)

    async def similar(
        self, company_id: CompanyId | None, postal: PostalAddress
    ) -> tuple[Address, ...]:
        rows = await AddressRow.raw(
            (OF_COMPANY if company_id else OF_NOBODY)
            + "and state = 'active' and place_key = {} order by id",
            company_id,
            digest(postal.place_key),
        )
        return tuple(to_address(row) for row in rows)

    async def touch(self, address_id: AddressId, *, at: datetime) -> None:
        rows = await AddressRow.raw(
            "update addresses set last_used_at = greatest(last_used_at, {}) where id = {}"
            " returning id",
            at,
            address_id,
        )
        if not rows:
            raise AddressNotFound(f"no address {address_id}")

    async def save(self, address: Address) -> Address:
        saved = evolve(address, version=address.version + 1, news=())
        try:
            rows = await (_update(saved) if address.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            raise DefaultAddressTaken(
                f"another address of company {address.company_id} is the default for one of"
                f" {', '.join(sorted(address.default_for))} already"
            ) from taken
        if not rows:
            now = await AddressRow.raw("select version from addresses where id = {}", address.id)
            raise AddressChanged(
                f"address {address.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="address", aggregate_id=address.id, news=address.news)
        return evolve(saved, last_used_at=rows[0]["last_used_at"])


async def _insert(address: Address) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await AddressRow.raw(
        INSERT,
        *(address.id, address.company_id, address.created_at, address.last_used_at),
        *_facts(address),
    )
    return rows


async def _update(address: Address) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await AddressRow.raw(
        UPDATE, *_facts(address), address.id, address.version - 1
    )
    return rows


def _facts(address: Address) -> tuple[object, ...]:
    """What may change, in the order both statements name it."""
    postal = address.postal
    return (
        address.label,
        postal.recipient,
        postal.company,
        postal.line1,
        postal.line2,
        postal.city,
        postal.region,
        postal.postal_code,
        postal.country,
        postal.phone,
        digest(postal.place_key),
        address.validation_status.value,
        AddressUse.SHIPPING in address.default_for,
        AddressUse.BILLING in address.default_for,
        address.state.value,
        address.updated_at,
        address.archived_at,
        address.version,
    )


def to_address(row: dict[str, Any]) -> Address:
    return Address(
        id=AddressId(row["id"]),
        company_id=CompanyId(row["company_id"]) if row["company_id"] else None,
        label=row["label"],
        postal=PostalAddress(
            recipient=row["recipient"],
            company=row["company"],
            line1=row["line1"],
            line2=row["line2"],
            city=row["city"],
            region=row["region"],
            postal_code=row["postal_code"],
            country=row["country"],
            phone=row["phone"],
        ),
        validation_status=ValidationStatus(row["validation_status"]),
        default_for=frozenset(use for use in AddressUse if row[f"default_{use.value}"]),
        last_used_at=row["last_used_at"],
        state=EntryState(row["state"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived_at=row["archived_at"],
        version=row["version"],
    )
