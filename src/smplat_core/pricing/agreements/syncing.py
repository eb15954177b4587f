"""How the sync of agreed prices is asked for: in jobs of a few each, so that none takes long."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final
from uuid import UUID

from smplat_core.jobs import JobRequest, JsonValue, Queue, Related
from smplat_core.pricing.agreements.twins import AgreedTwin
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.syncing import ENTRIES_PER_JOB

SYNC_AGREED: Final = "pricing.sync_agreed_prices"


def agreed_sync_requests(twins: Iterable[AgreedTwin]) -> list[JobRequest]:
    """The jobs that bring these to the processor. Those of one agreement and SKU stay together."""
    waiting = iter(sorted(twins, key=lambda twin: (twin.agreement_id, twin.sku, twin.id)))
    requests = []
    while chunk := list(islice(waiting, ENTRIES_PER_JOB)):
        payload = {"items": ",".join(str(twin.id) for twin in chunk)}
        related = Related("price_agreement", chunk[0].agreement_id)
        requests.append(
            JobRequest(name=SYNC_AGREED, queue=Queue.PRICING, payload=payload, related=related)
        )
    return requests


def items_of(payload: Mapping[str, JsonValue]) -> tuple[AgreementItemId, ...]:
    return tuple(AgreementItemId(UUID(text)) for text in str(payload["items"]).split(",") if text)
