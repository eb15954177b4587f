"""How price sync is asked for: in jobs of a few entries each, so that none takes long."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from smplat_core.jobs import JobRequest, JsonValue, Queue, Related
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.vocabulary import PriceEntryId

SYNC_ENTRIES: Final = "pricing.sync_entries"
ENTRIES_PER_JOB: Final = 20
"""At three calls of a few tenths of a second each, well inside the queue's timeout."""
SYNC_PATIENCE: Final = timedelta(minutes=15)
"""The SLA: a price that waits longer than this is late."""


def sync_requests(entries: Iterable[PriceEntry]) -> list[JobRequest]:
    """The jobs that bring these entries to the processor. Entries of one SKU stay together."""
    waiting = iter(sorted(entries, key=lambda entry: (entry.sku, entry.id)))
    requests = []
    while chunk := list(islice(waiting, ENTRIES_PER_JOB)):
        payload = {"entries": ",".join(str(entry.id) for entry in chunk)}
        related = Related("price_book", chunk[0].book_id)
        if len(chunk) == 1:
            related = Related("price_entry", chunk[0].id)
        requests.append(
            JobRequest(name=SYNC_ENTRIES, queue=Queue.PRICING, payload=payload, related=related)
        )
    return requests


def entries_of(payload: Mapping[str, JsonValue]) -> tuple[PriceEntryId, ...]:
    return tuple(PriceEntryId(UUID(text)) for text in str(payload["entries"]).split(",") if text)
