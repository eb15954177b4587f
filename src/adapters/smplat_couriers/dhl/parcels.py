"""What all of DHL's dialects tell, in one form."""

from attrs import frozen


@frozen(kw_only=True)
class Checkpoint:
    """One event, in the words of its dialect; texts are empty when missing."""

    timestamp: str
    """ISO 8601, with or without an offset, with or without a time."""
    zone: str = ""
    """The clock it was read off, when the document names it beside the moment."""
    status_code: str = ""
    """Unified: ``pre-transit``, ``transit``, ``delivered``, ``failure``, ``unknown``."""
    type_code: str = ""
    """Express: ``PU``, ``OK``, ..."""
    package_code: str = ""
    """eCommerce: ``600``, ..."""
    is_package: bool = False
    """Whether eCommerce told it: then ``status`` says what ``package_code`` leaves open."""
    status: str = ""
    description: str = ""
    location: str = ""


@frozen(kw_only=True)
class Parcel:
    """One number and what happened to it, in the order of the document."""

    number: str
    checkpoints: tuple[Checkpoint, ...]
    promised: str = ""
    """When it is expected, ISO 8601, a day or a moment."""


@frozen(kw_only=True)
class Problem:
    """DHL says no."""

    number: str
    status: str
    title: str
    detail: str


@frozen
class Document:
    """What was found in one answer or delivery."""

    parcels: tuple[Parcel, ...]
    problems: tuple[Problem, ...]
