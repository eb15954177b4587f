"""Turning what a caller says about a parcel into what a shipment is made of."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from smplat_core.customers import AddressId, CheckAddress, CompanyId, PostalAddress, SaveToBook
from smplat_core.fulfillment.model import (
    CourierProfile,
    FulfillmentOrder,
    ShipmentItem,
    TrackingCode,
    Wanted,
)
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking_numbers import NumberTrust, check_number, normalize_number
from smplat_core.fulfillment.vocabulary import (
    AddressChoice,
    BadCourier,
    CourierCode,
    ForeignAddress,
    ShipmentItemId,
    TrackingNumberWithoutCourier,
    UnknownCourier,
    courier_code,
)
from smplat_core.kernel import Ids


@frozen(kw_only=True)
class Destination:
    """Where a parcel goes: a saved address, or one written out for this parcel."""

    address_id: AddressId | None = None
    address: PostalAddress | None = None
    save_to_book: bool = False
    """Whether the written address becomes an entry of the company's book."""
    label: str = ""
    """What that entry is called."""


@frozen
class Destinations:
    """Finding the address a parcel goes to, and copying it."""

    check: CheckAddress
    save: SaveToBook

    async def __call__(
        self,
        work: FulfillmentWork,
        wanted: Destination,
        *,
        company_id: CompanyId,
        at: datetime,
    ) -> tuple[AddressId | None, PostalAddress]:
        """The book entry, if there is one, and the address as it is now.

        Refuses with ``AddressChoice``, ``ForeignAddress``, and as ``CheckAddress`` does.
        """
        if (wanted.address_id is None) == (wanted.address is None):
            raise AddressChoice.at(
                "/address",
                "both a saved and a written address" if wanted.address else "no address was given",
                accepted="either address_id or address",
            )
        if wanted.address is not None:
            checked = self.check(wanted.address, pointer="/address")
            if not wanted.save_to_book:
                return None, checked.postal
            entry = await self.save(company_id, checked.postal, label=wanted.label)
            return entry.id, checked.postal
        assert wanted.address_id is not None  # noqa: S101 - the check above left this one
        entry = await work.addresses.get(wanted.address_id)
        if entry.company_id not in (None, company_id):
            raise ForeignAddress(f"address {entry.id} is another company's")
        await work.addresses.touch(entry.id, at=at)
        return entry.id, entry.postal


async def chosen_courier(work: FulfillmentWork, code: str | None) -> CourierProfile | None:
    """The courier named, if one is; ``BadCourier`` when none can be chosen by that name."""
    if code is None:
        return None
    try:
        profile = await work.courier_profiles.get(courier_code(code))
    except UnknownCourier as unknown:
        raise BadCourier.at("/courier", unknown.detail, accepted="one of GET /couriers") from None
    if not profile.active:
        raise BadCourier.at(
            "/courier", f"courier {code} is not used any more", accepted="an active courier"
        )
    return profile


def tracking_code(
    profile: CourierProfile | None, number: str | None, *, trust: NumberTrust
) -> TrackingCode | None:
    """The number as its courier writes it, checked as far as the courier's numbers are known."""
    if not number:
        return None
    if profile is None:
        raise TrackingNumberWithoutCourier.at(
            "/tracking_number", f"whose number is {number[:40]!r}?", accepted="a courier beside it"
        )
    written = normalize_number(number)
    return TrackingCode(
        courier=profile.code,
        number=written,
        url=profile.url_of(written),
        check=check_number(
            written, courier=CourierCode(profile.adapter or profile.code), trust=trust
        ),
    )


def shipment_items(
    fulfillment: FulfillmentOrder, wanted: Sequence[Wanted], *, ids: Ids
) -> tuple[ShipmentItem, ...]:
    """The items as the parcel holds them; all of them are known to belong to the order."""
    lines = {item.id: item for item in fulfillment.items}
    return tuple(
        ShipmentItem(
            id=ShipmentItemId(ids.new()),
            fulfillment_item_id=one.item_id,
            order_item_id=lines[one.item_id].order_item_id,
            sku=lines[one.item_id].sku,
            label=lines[one.item_id].label,
            quantity=one.quantity,
        )
        for one in wanted
    )
