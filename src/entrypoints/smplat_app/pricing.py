"""Use cases and jobs of the pricing context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.pricing import (
    SYNC_ENTRIES,
    SYNC_LAGGARDS,
    CheckStripePrices,
    CreatePriceBook,
    EditPriceEntry,
    ImportPrices,
    QuotePrices,
    RequestSync,
    SyncEntries,
    SyncLaggards,
)


class PricingUseCases(Ports):
    quote_prices = Singleton(
        QuotePrices,
        prices=Ports.price_queries,
        agreements=Ports.agreement_queries,
        clock=Ports.clock,
    )
    check_stripe_prices = Singleton(
        CheckStripePrices,
        prices=Ports.price_queries,
        agreements=Ports.agreement_queries,
        processor=Ports.processor_prices,
        begin=Ports.begin,
        clock=Ports.clock,
    )
    create_price_book = Singleton(
        CreatePriceBook, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids
    )
    import_prices = Singleton(ImportPrices, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids)
    edit_price_entry = Singleton(EditPriceEntry, begin=Ports.begin, clock=Ports.clock)
    request_price_sync = Singleton(RequestSync, begin=Ports.begin, clock=Ports.clock)
    sync_price_entries = Singleton(
        SyncEntries, begin=Ports.begin, clock=Ports.clock, processor=Ports.processor_prices
    )
    sync_price_laggards = Singleton(
        SyncLaggards, begin=Ports.begin, clock=Ports.clock, prices=Ports.price_queries
    )


def jobs(app: PricingUseCases) -> dict[str, JobHandler]:
    return {
        SYNC_ENTRIES: app.sync_price_entries(),
        SYNC_LAGGARDS: app.sync_price_laggards(),
    }
