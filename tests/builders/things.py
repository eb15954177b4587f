"""Devices and assets of the legacy system, for tests that do not care about them."""

from datetime import datetime, timedelta
from uuid import UUID

from smplat_core.legacy import (
    LegacyAsset,
    LegacyDevice,
    LegacyEntity,
    LegacyId,
    MirrorWrite,
    MirrorWriteId,
    ThingMirror,
    ThingMirrorId,
    ThingStatus,
)
from tests.builders.legacy import NOON

LONG_AGO = NOON - timedelta(days=30)


def a_device(
    legacy_id: str = "D-1",
    *,
    company: str | None = "L-1",
    asset: str | None = None,
    status: ThingStatus = ThingStatus.ACTIVE,
    updated_at: datetime = LONG_AGO,
) -> LegacyDevice:
    return LegacyDevice(
        legacy_id=LegacyId(legacy_id),
        serial=f"SN-{legacy_id}",
        model="SENS-T100",
        status=status,
        status_text=status.value,
        company=None if company is None else LegacyId(company),
        asset=None if asset is None else LegacyId(asset),
        updated_at=updated_at,
    )


def an_asset(legacy_id: str = "A-1", *, name: str = "Cold room") -> LegacyAsset:
    return LegacyAsset(
        legacy_id=LegacyId(legacy_id),
        name=name,
        site="Hamburg",
        status=ThingStatus.ACTIVE,
        status_text="active",
        company=LegacyId("L-1"),
        updated_at=LONG_AGO,
    )


def a_device_mirror(number: int = 1, *, company: str = "L-1") -> ThingMirror:
    record = a_device(f"D-{number}", company=company)
    mirror_id = ThingMirrorId(UUID(int=0x3000 + number))
    return ThingMirror.first(mirror_id, record, requested_at=NOON, at=NOON)


def an_asset_mirror(number: int = 1) -> ThingMirror:
    mirror_id = ThingMirrorId(UUID(int=0x4000 + number))
    return ThingMirror.first(mirror_id, an_asset(f"A-{number}"), requested_at=NOON, at=NOON)


def a_write(number: int = 1, *, mirror: int = 1, created_at: datetime = NOON) -> MirrorWrite:
    of = a_device_mirror(mirror)
    return MirrorWrite(
        id=MirrorWriteId(UUID(int=0x8000 + number)),
        mirror_id=of.id,
        entity=LegacyEntity.DEVICE,
        legacy_id=of.legacy_id,
        changes={"status": "retired", "asset": ""},
        correlation_id="corr-1",
        created_at=created_at,
    )
