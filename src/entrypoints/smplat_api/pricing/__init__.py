"""Prices over HTTP."""

from typing import Final

from smplat_api.pricing.agreements import PriceAgreementController
from smplat_api.pricing.books import PriceBookController
from smplat_api.pricing.entries import PriceEntryController
from smplat_api.pricing.quotes import QuoteController

ROUTES: Final = (
    QuoteController,
    PriceBookController,
    PriceEntryController,
    PriceAgreementController,
)

__all__ = ["ROUTES"]
