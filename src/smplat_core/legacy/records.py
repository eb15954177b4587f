"""Devices and assets as the legacy system describes them, and how two descriptions differ."""

from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.legacy.model import LegacyCompany
from smplat_core.legacy.vocabulary import LegacyEntity, LegacyId, ThingStatus


@frozen(kw_only=True)
class LegacyDevice:
    """A sensor as the legacy system describes it now."""

    legacy_id: LegacyId
    serial: str
    model: str
    status: ThingStatus
    status_text: str
    """The status as the legacy system wrote it."""
    company: LegacyId | None
    """Who holds it, by the legacy id."""
    asset: LegacyId | None
    """What it is mounted on."""
    updated_at: datetime


@frozen(kw_only=True)
class LegacyAsset:
    """A thing that sensors watch, as the legacy system describes it now."""

    legacy_id: LegacyId
    name: str
    site: str
    status: ThingStatus
    status_text: str
    company: LegacyId | None
    updated_at: datetime


LegacyThing = LegacyDevice | LegacyAsset
LegacyRecord = LegacyCompany | LegacyThing

THINGS: Final = {LegacyEntity.DEVICE: LegacyDevice, LegacyEntity.ASSET: LegacyAsset}


def entity_of(record: LegacyRecord) -> LegacyEntity:
    match record:
        case LegacyCompany():
            return LegacyEntity.COMPANY
        case LegacyDevice():
            return LegacyEntity.DEVICE
        case LegacyAsset():
            return LegacyEntity.ASSET


@frozen
class RecordPage:
    """Some records of the legacy system, and where it says the next ones begin."""

    records: tuple[LegacyRecord, ...]
    next_after: str | None = None


@frozen
class Difference:
    """One fact that our mirror and the legacy system tell differently."""

    field: str
    ours: str
    theirs: str


def facts_of(record: LegacyRecord) -> dict[str, str]:
    """What is compared, as text; nothing is empty text. When it was changed is no fact of it."""
    match record:
        case LegacyCompany():
            return {"name": record.name, "status": record.attributes.status_text}
        case LegacyDevice():
            return {
                "serial": record.serial,
                "model": record.model,
                "status": record.status_text,
                "company": record.company or "",
                "asset": record.asset or "",
            }
        case LegacyAsset():
            return {
                "name": record.name,
                "site": record.site,
                "status": record.status_text,
                "company": record.company or "",
            }


def differences(ours: LegacyRecord, theirs: LegacyRecord) -> tuple[Difference, ...]:
    """Field by field; both describe a record of one kind."""
    wanted = facts_of(theirs)
    return tuple(
        Difference(name, value, wanted[name])
        for name, value in facts_of(ours).items()
        if value != wanted[name]
    )
