"""The shared kernel: words and tools every context may use."""

from smplat_core.kernel.cause import NOBODY, Cause, acting_as, current_cause
from smplat_core.kernel.codec import CONVERTER, dumps, from_json, loads, to_json
from smplat_core.kernel.currency import Currency, UnknownCurrency
from smplat_core.kernel.errors import (
    InputError,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Stale,
    Unavailable,
)
from smplat_core.kernel.events import Event, EventRecord, Reaction
from smplat_core.kernel.lifecycle import ActionNotAllowed, Lifecycle, NoSuchStep
from smplat_core.kernel.money import (
    LARGEST_MINOR,
    BadAmount,
    BadSplit,
    CurrencyMismatch,
    Money,
)
from smplat_core.kernel.objects import (
    BadObject,
    ObjectNotFound,
    ObjectStore,
    ObjectsUnavailable,
    StoredObject,
    checked_key,
)
from smplat_core.kernel.paging import DEFAULT_PAGE, LARGEST_PAGE, BadPage, Page, PageRequest
from smplat_core.kernel.ports import Begin, Clock, Ids, References
from smplat_core.kernel.queries import EventLogQueries
from smplat_core.kernel.values import evolve, maker

__all__ = [
    "CONVERTER",
    "DEFAULT_PAGE",
    "LARGEST_MINOR",
    "LARGEST_PAGE",
    "NOBODY",
    "ActionNotAllowed",
    "BadAmount",
    "BadObject",
    "BadPage",
    "BadSplit",
    "Begin",
    "Cause",
    "Clock",
    "Currency",
    "CurrencyMismatch",
    "Event",
    "EventLogQueries",
    "EventRecord",
    "Ids",
    "InputError",
    "Invalid",
    "Lifecycle",
    "Money",
    "NoSuchStep",
    "NotAllowed",
    "NotFound",
    "ObjectNotFound",
    "ObjectStore",
    "ObjectsUnavailable",
    "Page",
    "PageRequest",
    "Reaction",
    "References",
    "Refusal",
    "Stale",
    "StoredObject",
    "Unavailable",
    "UnknownCurrency",
    "acting_as",
    "checked_key",
    "current_cause",
    "dumps",
    "evolve",
    "from_json",
    "loads",
    "maker",
    "to_json",
]
