"""What each scenario works on, besides the item that was delivered."""

from collections.abc import Mapping
from typing import Final

from attrs import NOTHING, asdict, fields, frozen

from smplat_core.automation.vocabulary import BadPayload, Scenario
from smplat_core.kernel import InputError

LONGEST_VALUE: Final = 100


@frozen(kw_only=True)
class VendorFirstTime:
    """New sensors a vendor installs for the buyer."""

    site: str | None = None
    """Where they will be installed, in the buyer's words."""


@frozen(kw_only=True)
class PartnerFirstTime:
    """New sensors a partner installs for the buyer."""

    partner: str
    """The partner's company in the legacy system."""
    site: str | None = None


@frozen(kw_only=True)
class VendorReplacement:
    """A sensor in place of a broken one, installed by a vendor."""

    replaced_device: str
    """The broken sensor's device in the legacy system."""


@frozen(kw_only=True)
class PartnerReplacement:
    """A sensor in place of a broken one, installed by a partner."""

    partner: str
    replaced_device: str


@frozen(kw_only=True)
class SensorReturn:
    """A sensor that came back from the buyer."""

    returned_device: str
    reason: str | None = None


Payload = VendorFirstTime | PartnerFirstTime | VendorReplacement | PartnerReplacement | SensorReturn

PAYLOADS: Final[Mapping[Scenario, type[Payload]]] = {
    Scenario.SENSOR_VENDOR_FIRST_TIME: VendorFirstTime,
    Scenario.SENSOR_PARTNER_FIRST_TIME: PartnerFirstTime,
    Scenario.SENSOR_VENDOR_REPLACEMENT: VendorReplacement,
    Scenario.SENSOR_PARTNER_REPLACEMENT: PartnerReplacement,
    Scenario.SENSOR_RETURN: SensorReturn,
}


def payload_of(scenario: Scenario, given: Mapping[str, object]) -> Payload:
    """The scenario's payload made of these fields; absent and null are the same.

    Refuses (``BadPayload``) missing and unknown fields and anything but short printable text,
    all of it at once, with pointers below ``/payload``.
    """
    kind = PAYLOADS[scenario]
    wanted = {field.name: field.default is NOTHING for field in fields(kind)}
    known = {name: value for name, value in given.items() if value is not None}
    accepted = ", ".join(f"{name}{'' if must else '?'}" for name, must in wanted.items())
    wrong = [
        _error(name, "unknown_field", f"{scenario} knows no {name[:40]!r}", accepted)
        for name in known.keys() - wanted.keys()
    ]
    wrong += [
        _error(name, "missing_field", f"{scenario} needs {name!r}", accepted)
        for name, must in wanted.items()
        if must and name not in known
    ]
    texts = {name: str(value).strip() for name, value in known.items() if name in wanted}
    wrong += [
        _error(name, "bad_value", f"{text[:40]!r} is no {name}", f"1 to {LONGEST_VALUE} characters")
        for name, text in texts.items()
        if not isinstance(known[name], str)
        or not 1 <= len(text) <= LONGEST_VALUE
        or not text.isprintable()
    ]
    if wrong:
        errors = tuple(sorted(wrong, key=lambda error: error.pointer))
        raise BadPayload(f"no payload for {scenario}: {errors[0].detail}", errors=errors)
    return kind(**texts)


def operands(payload: Payload) -> dict[str, str | int]:
    """The payload as the legacy system is given it: only what is known."""
    return {name: value for name, value in asdict(payload).items() if value is not None}


def _error(name: str, code: str, detail: str, accepted: str) -> InputError:
    pointer = name[:LONGEST_VALUE].replace("~", "~0").replace("/", "~1")
    return InputError(f"/payload/{pointer}", f"automation.{code}", detail, accepted)
