"""Who holds which device once a scenario has succeeded."""

from smplat_core.automation.payloads import (
    PartnerFirstTime,
    PartnerReplacement,
    Payload,
    SensorReturn,
    VendorFirstTime,
    VendorReplacement,
)
from smplat_core.automation.vocabulary import Scenario
from smplat_core.legacy import Handover, Holder, LegacyEntity, LegacyId


def handovers(
    scenario: Scenario, payload: Payload, devices: tuple[LegacyId, ...], holder: Holder
) -> tuple[Handover, ...]:
    """``devices`` are those the legacy system names in its receipt; it may name none."""
    given = Handover(
        entity=LegacyEntity.DEVICE, things=devices, holder=holder, reason=scenario.value
    )
    match payload:
        case VendorFirstTime() | PartnerFirstTime():
            return (given,)
        case VendorReplacement(replaced_device=gone) | PartnerReplacement(replaced_device=gone):
            return (_taken(gone, scenario), given)
        case SensorReturn(returned_device=gone):
            return (_taken(gone, scenario),)


def _taken(device: str, scenario: Scenario) -> Handover:
    return Handover(
        entity=LegacyEntity.DEVICE,
        things=(LegacyId(device),),
        holder=None,
        reason=scenario.value,
    )
