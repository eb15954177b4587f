"""Addresses as they go over the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from attrs import asdict, frozen

from smplat_api.problems import ErrorBody
from smplat_api.wire import ShortText
from smplat_core.customers import (
    Address,
    AddressUse,
    CheckedAddress,
    PostalAddress,
    Validation,
    ValidationStatus,
)
from smplat_core.kernel import InputError


@frozen(kw_only=True)
class PostalBody:
    """Where something can be sent. Needs a recipient or a company; `country` is ISO 3166-1."""

    recipient: Annotated[str, msgspec.Meta(examples=["Ana Lima"])] = ""
    company: str = ""
    line1: Annotated[str, msgspec.Meta(examples=["23 Jardin Private"])]
    line2: str = ""
    city: Annotated[str, msgspec.Meta(examples=["Ottawa"])] = ""
    region: Annotated[str, msgspec.Meta(examples=["ON"])] = ""
    postal_code: Annotated[str, msgspec.Meta(examples=["K1K 4T3"])] = ""
    country: Annotated[str, msgspec.Meta(examples=["CA"])]
    phone: Annotated[str, msgspec.Meta(examples=["+14165550123"])] | None = None

    @classmethod
    def of(cls, postal: PostalAddress) -> "PostalBody":
        return cls(**asdict(postal))

    def to_postal(self) -> PostalAddress:
        return PostalAddress(**asdict(self))


@frozen
class AddressView:
    """An entry of the address book, in the normal form of its country."""

    id: UUID
    company_id: UUID | None
    label: str
    address: PostalBody
    validation_status: ValidationStatus
    default_shipping: bool
    default_billing: bool
    last_used_at: datetime | None
    active: bool
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, address: Address) -> "AddressView":
        return cls(
            id=address.id,
            company_id=address.company_id,
            label=address.label,
            address=PostalBody.of(address.postal),
            validation_status=address.validation_status,
            default_shipping=AddressUse.SHIPPING in address.default_for,
            default_billing=AddressUse.BILLING in address.default_for,
            last_used_at=address.last_used_at,
            active=address.is_active,
            created_at=address.created_at,
            updated_at=address.updated_at,
            archived_at=address.archived_at,
        )


@frozen
class NewAddress:
    address: PostalBody
    label: ShortText = ""
    validation: Validation = Validation.APPLY
    """`skip` keeps the texts as given, and the entry remembers that."""
    not_duplicate_of: tuple[UUID, ...] = ()
    """Addresses that were looked at and are other places."""


@frozen
class AddressPatch:
    """What is absent stays."""

    label: ShortText | None = None
    address: PostalBody | None = None
    validation: Validation = Validation.APPLY


@frozen
class DefaultsBody:
    shipping: bool | None = None
    billing: bool | None = None


@frozen
class AddressToCheck:
    address: PostalBody


@frozen
class VerdictView:
    """Whether an address is good, with its normal form or with everything that is wrong."""

    valid: bool
    normalized: PostalBody | None
    errors: tuple[ErrorBody, ...] = ()

    @classmethod
    def good(cls, checked: CheckedAddress) -> "VerdictView":
        return cls(valid=True, normalized=PostalBody.of(checked.postal))

    @classmethod
    def bad(cls, errors: tuple[InputError, ...]) -> "VerdictView":
        told = tuple(ErrorBody(e.pointer, e.code, e.detail, e.accepted) for e in errors)
        return cls(valid=False, normalized=None, errors=told)
