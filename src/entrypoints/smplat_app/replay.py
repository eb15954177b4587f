"""Every kind of aggregate that is rebuilt from its events, and holding the log against the rows."""

from collections.abc import Mapping
from typing import Final

from dependency_injector.providers import Object, Singleton

from smplat_app.ports import Ports
from smplat_core.automation import STEP_FOLD, TASK_FOLD
from smplat_core.billing import INVOICE_FOLD, RECORD_FOLD
from smplat_core.fulfillment import FULFILLMENT_FOLD, SHIPMENT_FOLD
from smplat_core.guardrails import FOLLOW_UP_FOLD
from smplat_core.kernel import Fold, ReadHistory, VerifyHistory
from smplat_core.orders import ORDER_FOLD
from smplat_core.payments import CHECKOUT_FOLD, PAYMENT_FOLD, REFUND_FOLD

FOLDS: Final[Mapping[str, Fold]] = {
    fold.aggregate: fold
    for fold in (
        ORDER_FOLD,
        CHECKOUT_FOLD,
        PAYMENT_FOLD,
        REFUND_FOLD,
        INVOICE_FOLD,
        RECORD_FOLD,
        FULFILLMENT_FOLD,
        SHIPMENT_FOLD,
        STEP_FOLD,
        TASK_FOLD,
        FOLLOW_UP_FOLD,
    )
}

NOT_REBUILT: Final[Mapping[str, str]] = {
    "address": "its events name what changed and not to what: people can be erased",
    "contact": "as an address",
    "company": "its first event does not tell its name",
    "company_mirror": "its events are of calls; what it shows is the legacy system's",
    "product": "a draft may be deleted with its row; what was sold is a version, told once",
    "feature_flag": "as a scenario",
    "price_book": "an import is one event, however many prices it changes",
    "pricing_experiment": "buckets and drafts thrown away are not told; a life of four states is",
    "service_terms": "as a scenario",
    "house_terms": "as a scenario",
    "fx_rates": "rates are kept line by line beside it, and never change",
    "price_entry": "as a price book: only changes by hand are told one by one",
    "price_agreement": "as a price book: an edit is one event, however many items it replaces",
    "agreed_price": "only a sync that failed is told",
    "cart": "its events say what was put in, and not at which prices: it is looked at anew",
    "api_key": "its events are an audit trail; a secret is never told",
    "automation_scenario": "settings; their events are an audit trail",
    "schedule": "as a scenario",
    "fan_out_target": "as a scenario",
    "media_asset": "its first event leaves out what people said of it, and its events name what changed",
    "job": "its events are of what people did to it; the rest is the worker's",
    "export": "it is made again at will",
    "bridge_call": "each is told once, and never changes",
    "bridge_breaker": "it opens and closes with the calls",
    "thing_mirror": "as a company mirror",
    "legacy_sync_report": "each is told once, and never changes",
}
"""Kinds whose events tell what happened, not what is. Their numbering is looked at all the same."""


class ReplayUseCases(Ports):
    verify_history = Singleton(VerifyHistory, Ports.history, Object(FOLDS))
    read_history = Singleton(ReadHistory, Ports.history, Object(FOLDS))
