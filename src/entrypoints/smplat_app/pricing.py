"""Use cases and jobs of the pricing context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.guardrails import JudgeMargins
from smplat_core.jobs import JobHandler
from smplat_core.pricing import (
    SYNC_ENTRIES,
    SYNC_LAGGARDS,
    CheckRates,
    CheckStripePrices,
    ConfigureProduct,
    CreatePriceBook,
    EditPriceEntry,
    Forms,
    ImportPrices,
    JudgePublication,
    PriceLines,
    QuotePrices,
    RequestSync,
    SyncEntries,
    SyncLaggards,
)
from smplat_core.pricing.agreements import (
    EXPIRE_AGREEMENTS,
    SYNC_AGREED,
    SYNC_AGREED_LAGGARDS,
    TELL_EXPIRING,
    ActivateAgreement,
    AmendAgreement,
    DraftAgreement,
    EditAgreement,
    ExpireAgreements,
    RequestAgreedSync,
    SyncAgreedLaggards,
    SyncAgreedPrices,
    TellExpiringAgreements,
    TerminateAgreement,
)


class PricingUseCases(Ports):
    judge_margins = Singleton(
        JudgeMargins,
        begin=Ports.begin,
        costs=Ports.service_costs,
        rates=Ports.exchange_rates,
        clock=Ports.clock,
        ids=Ports.ids,
        rate_limit=Ports.fx_limits.provided.checkout,
    )
    price_lines = Singleton(
        PriceLines,
        prices=Ports.price_queries,
        agreements=Ports.agreement_queries,
        products=Ports.product_queries,
        flags=Ports.flag_queries,
        experiments=Ports.experiment_queries,
        rates=Ports.exchange_rates,
        forms=Singleton(Forms, patterns=Ports.patterns),
        clock=Ports.clock,
        rate_limit=Ports.fx_limits.provided.checkout,
        forced_flags=Ports.forced_flags,
    )
    quote_prices = Singleton(QuotePrices, price_lines=price_lines, judge=judge_margins)
    configure_product = Singleton(ConfigureProduct, price_lines=price_lines, judge=judge_margins)
    judge_publication = Singleton(
        JudgePublication,
        prices=Ports.price_queries,
        rates=Ports.exchange_rates,
        patterns=Ports.patterns,
        judge=judge_margins,
        clock=Ports.clock,
        rate_limit=Ports.fx_limits.provided.checkout,
    )
    check_stripe_prices = Singleton(
        CheckStripePrices,
        prices=Ports.price_queries,
        agreements=Ports.agreement_queries,
        processor=Ports.processor_prices,
        begin=Ports.begin,
        clock=Ports.clock,
    )
    check_rates = Singleton(
        CheckRates,
        prices=Ports.price_queries,
        clock=Ports.clock,
        limit=Ports.fx_limits.provided.checkout,
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

    draft_agreement = Singleton(
        DraftAgreement,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
        prices=Ports.price_queries,
    )
    edit_agreement = Singleton(
        EditAgreement,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
        prices=Ports.price_queries,
    )
    activate_agreement = Singleton(ActivateAgreement, begin=Ports.begin, clock=Ports.clock)
    amend_agreement = Singleton(AmendAgreement, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids)
    terminate_agreement = Singleton(TerminateAgreement, begin=Ports.begin, clock=Ports.clock)
    request_agreed_sync = Singleton(RequestAgreedSync, begin=Ports.begin, clock=Ports.clock)
    sync_agreed_prices = Singleton(
        SyncAgreedPrices, begin=Ports.begin, clock=Ports.clock, processor=Ports.processor_prices
    )
    sync_agreed_laggards = Singleton(
        SyncAgreedLaggards,
        begin=Ports.begin,
        clock=Ports.clock,
        agreements=Ports.agreement_queries,
    )
    expire_agreements = Singleton(ExpireAgreements, begin=Ports.begin, clock=Ports.clock)
    tell_expiring_agreements = Singleton(
        TellExpiringAgreements, begin=Ports.begin, clock=Ports.clock
    )


def jobs(app: PricingUseCases) -> dict[str, JobHandler]:
    return {
        SYNC_ENTRIES: app.sync_price_entries(),
        SYNC_LAGGARDS: app.sync_price_laggards(),
        SYNC_AGREED: app.sync_agreed_prices(),
        SYNC_AGREED_LAGGARDS: app.sync_agreed_laggards(),
        EXPIRE_AGREEMENTS: app.expire_agreements(),
        TELL_EXPIRING: app.tell_expiring_agreements(),
    }
