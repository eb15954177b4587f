"""Every port the use cases need, still open: a deployment shape fills them with adapters."""

from typing import Any

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency


class Ports(DeclarativeContainer):
    """Base of every context's use cases. One line per port; the name is the use cases' field."""

    begin: Dependency[Any] = Dependency()
    clock: Dependency[Any] = Dependency()
    ids: Dependency[Any] = Dependency()
    tokens: Dependency[Any] = Dependency()
    objects: Dependency[Any] = Dependency()

    event_log_queries: Dependency[Any] = Dependency()
    history: Dependency[Any] = Dependency()
    job_queries: Dependency[Any] = Dependency()
    job_ledger: Dependency[Any] = Dependency()
    insights_queries: Dependency[Any] = Dependency()
    api_key_queries: Dependency[Any] = Dependency()
    audit_trail: Dependency[Any] = Dependency()
    audit_queries: Dependency[Any] = Dependency()
    stuck_queries: Dependency[Any] = Dependency()
    measurements: Dependency[Any] = Dependency()
    patience: Dependency[Any] = Dependency()

    media_queries: Dependency[Any] = Dependency()
    upload_grants: Dependency[Any] = Dependency()
    image_inspector: Dependency[Any] = Dependency()
    media_limits: Dependency[Any] = Dependency()

    legacy_bridge: Dependency[Any] = Dependency()
    legacy_queries: Dependency[Any] = Dependency()
    legacy_policy: Dependency[Any] = Dependency()
    customer_queries: Dependency[Any] = Dependency()
    order_queries: Dependency[Any] = Dependency()
    progress_queries: Dependency[Any] = Dependency()
    payment_queries: Dependency[Any] = Dependency()
    due_checkouts: Dependency[Any] = Dependency()
    due_refunds: Dependency[Any] = Dependency()
    payment_health: Dependency[Any] = Dependency()
    payment_processor: Dependency[Any] = Dependency()
    message_verifier: Dependency[Any] = Dependency()
    fact_reader: Dependency[Any] = Dependency()
    checkout_pages: Dependency[Any] = Dependency()
    webhook_target: Dependency[Any] = Dependency()
    fan_out_queries: Dependency[Any] = Dependency()
    billing_queries: Dependency[Any] = Dependency()
    automation_queries: Dependency[Any] = Dependency()
    address_rules: Dependency[Any] = Dependency()
    phone_numbers: Dependency[Any] = Dependency()
    emails: Dependency[Any] = Dependency()
    patterns: Dependency[Any] = Dependency()
    known_services: Dependency[Any] = Dependency()
    product_queries: Dependency[Any] = Dependency()
    flag_queries: Dependency[Any] = Dependency()
    forced_flags: Dependency[Any] = Dependency()
    product_search: Dependency[Any] = Dependency()
    search_log: Dependency[Any] = Dependency()
    price_queries: Dependency[Any] = Dependency()
    agreement_queries: Dependency[Any] = Dependency()
    processor_prices: Dependency[Any] = Dependency()
    experiment_queries: Dependency[Any] = Dependency()
    target_products: Dependency[Any] = Dependency()
    fulfillment_queries: Dependency[Any] = Dependency()
    shipment_queries: Dependency[Any] = Dependency()
    couriers: Dependency[Any] = Dependency()
    poll_policy: Dependency[Any] = Dependency()
    call_rates: Dependency[Any] = Dependency()
    courier_queries: Dependency[Any] = Dependency()
