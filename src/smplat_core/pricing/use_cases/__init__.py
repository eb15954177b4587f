"""What a caller can do with prices."""

from smplat_core.pricing.use_cases.check_rates import CheckRates
from smplat_core.pricing.use_cases.check_stripe_prices import CheckStripePrices
from smplat_core.pricing.use_cases.configure_product import ConfigureProduct, LookedAt
from smplat_core.pricing.use_cases.create_price_book import CreatePriceBook
from smplat_core.pricing.use_cases.edit_price_entry import EditPriceEntry, PriceEdit
from smplat_core.pricing.use_cases.import_prices import (
    BookToImport,
    ImportPrices,
    ImportReport,
    Missing,
)
from smplat_core.pricing.use_cases.judge_publication import JudgePublication
from smplat_core.pricing.use_cases.price_cards import PriceCards, Viewer
from smplat_core.pricing.use_cases.price_lines import LineOutcome, PriceLines
from smplat_core.pricing.use_cases.quote_prices import QuotePrices
from smplat_core.pricing.use_cases.request_sync import RequestSync
from smplat_core.pricing.use_cases.sync_entries import SyncEntries
from smplat_core.pricing.use_cases.sync_laggards import SYNC_LAGGARDS, SyncLaggards

__all__ = [
    "SYNC_LAGGARDS",
    "BookToImport",
    "CheckRates",
    "CheckStripePrices",
    "ConfigureProduct",
    "CreatePriceBook",
    "EditPriceEntry",
    "ImportPrices",
    "ImportReport",
    "JudgePublication",
    "LineOutcome",
    "LookedAt",
    "Missing",
    "PriceCards",
    "PriceEdit",
    "PriceLines",
    "QuotePrices",
    "RequestSync",
    "SyncEntries",
    "SyncLaggards",
    "Viewer",
]
