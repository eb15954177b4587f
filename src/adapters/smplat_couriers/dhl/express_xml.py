"""DHL Express in XML: the older tracking answers, with one or many air waybills."""

from xml.etree.ElementTree import Element

from smplat_core.fulfillment import CourierPayloadUnreadable
from smplat_couriers.dhl.parcels import Checkpoint, Document, Parcel, Problem
from smplat_couriers.gathering import PART, each
from smplat_couriers.reading import child_text, deep_text, every, tracking_number, xml_document

BILLS = ("AWBInfo", "ArrayOfAWBInfoItem")
EVENTS = ("ShipmentEvent", "ArrayOfShipmentEventItem")


def read_xml(payload: bytes) -> Document:
    """The document; ``CourierPayloadUnreadable`` when it holds no air waybill and no error."""
    root = xml_document(payload, of="DHL")
    bills = _leaves(root, BILLS)
    if not bills:
        outcome = deep_text(root, "ActionStatus")
        if not outcome:
            raise CourierPayloadUnreadable("the document has neither an <AWBInfo> nor a status")
        return Document((), (_problem(root, "", outcome),))
    found = each(bills, _bill, unread=_unread)
    return Document(
        tuple(one for one in found if isinstance(one, Parcel)),
        tuple(one for one in found if isinstance(one, Problem)),
    )


def _leaves(root: Element, names: tuple[str, ...]) -> list[Element]:
    """Elements of these names that hold none of these names: SOAP wraps each list once more."""
    found = [one for name in names for one in every(root, name)]
    wrappers = {
        id(one) for one in found for other in found if other is not one and other in one.iter()
    }
    return [one for one in found if id(one) not in wrappers]


def _bill(bill: Element) -> Parcel | Problem:
    number = tracking_number(child_text(bill, "AWBNumber"))
    outcome = deep_text(bill, "ActionStatus")
    if outcome.lower() != "success":
        return _problem(bill, number, outcome)
    if not number:
        raise CourierPayloadUnreadable("an <AWBInfo> names no <AWBNumber>")
    events = tuple(_event(one) for one in _leaves(bill, EVENTS))
    return Parcel(number=number, checkpoints=events, promised=deep_text(bill, "EstDlvyDate"))


def _event(event: Element) -> Checkpoint:
    return Checkpoint(
        timestamp=f"{child_text(event, 'Date')}T{child_text(event, 'Time')}".rstrip("T"),
        zone=child_text(event, "GMTOffset"),
        type_code=deep_text(event, "EventCode"),
        description=_part_text(event, "ServiceEvent", "Description"),
        location=_part_text(event, "ServiceArea", "Description"),
    )


def _problem(element: Element, number: str, outcome: str) -> Problem:
    return Problem(
        number=number,
        status=deep_text(element, "ConditionCode") or "404",
        title=outcome,
        detail=deep_text(element, "ConditionData") or outcome,
    )


def _unread(why: str) -> Parcel | Problem:
    return Problem(number="", status=PART, title="", detail=why)


def _part_text(element: Element, part: str, name: str) -> str:
    found = next(every(element, part), None)
    return child_text(found, name) if found is not None else ""
