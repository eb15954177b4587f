"""How one price stands with the processor."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.kernel import Money, evolve
from smplat_core.pricing.vocabulary import SyncState

LONGEST_ERROR: Final = 500
HASH_LENGTH: Final = 32


def hash_of(sku: Sku, label: str, unit_price: Money, standing: str) -> str:
    """Content hash of all that the processor must know of a price, and of how it stands."""
    parts = (sku, label, unit_price.currency.value, str(unit_price.minor), standing)
    return sha256("\x1f".join(parts).encode()).hexdigest()[:HASH_LENGTH]


class StoredSync(StrEnum):
    """The part of ``SyncState`` that is kept; whether it is stale follows from the hashes."""

    PENDING = "pending"
    SYNCED = "synced"
    FAILED = "failed"


@frozen(kw_only=True)
class StripeSync:
    """What we asked the processor to hold, what it holds as far as we know, and since when."""

    state: StoredSync = StoredSync.PENDING
    requested_at: datetime
    """Since when it should hold the price as it is now: the start of the SLA's clock."""
    stripe_product_id: str | None = None
    stripe_price_id: str | None = None
    stripe_price: Money | None = None
    """The amount of that price; the processor never changes it."""
    synced_hash: str | None = None
    """Content hash of the price as the processor holds it."""
    synced_at: datetime | None = None
    last_error: str | None = None
    attempts: int = 0
    """Since it was last synced."""

    def state_for(self, content_hash: str) -> SyncState:
        if self.state is StoredSync.SYNCED and self.synced_hash != content_hash:
            return SyncState.STALE
        return SyncState(self.state.value)

    def requested(self, *, at: datetime) -> "StripeSync":
        """The price changed: the clock starts anew.

        What the processor holds stays known, so the price is stale, not unknown.
        """
        state = StoredSync.PENDING if self.stripe_price_id is None else StoredSync.SYNCED
        return evolve(self, state=state, requested_at=at, last_error=None, attempts=0)

    def doubted(self, *, at: datetime) -> "StripeSync":
        """As ``requested``, and not believed to hold anything as we do, whatever the hashes say."""
        return evolve(self.requested(at=at), synced_hash=None)

    def settled(
        self,
        *,
        content_hash: str,
        price: Money | None,
        stripe_product_id: str | None,
        stripe_price_id: str | None,
        at: datetime,
    ) -> "StripeSync":
        """The processor holds the content of this hash now."""
        return evolve(
            self,
            state=StoredSync.SYNCED,
            stripe_product_id=stripe_product_id,
            stripe_price_id=stripe_price_id,
            stripe_price=price,
            synced_hash=content_hash,
            synced_at=at,
            last_error=None,
            attempts=0,
        )

    def delayed(self, error: str) -> "StripeSync":
        """This attempt did not get through; another follows by itself."""
        return evolve(self, attempts=self.attempts + 1, last_error=error[:LONGEST_ERROR])

    def failed(self, error: str) -> "StripeSync":
        """No attempt follows until somebody edits the price or asks again."""
        return evolve(
            self,
            state=StoredSync.FAILED,
            attempts=self.attempts + 1,
            last_error=error[:LONGEST_ERROR],
        )
