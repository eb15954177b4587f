"""The ways a price can be refused."""

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale


class CannotPrice(Invalid):
    """At least one line has no single price; ``errors`` holds every such line at once."""

    code = "pricing.cannot_price"


class UnknownSku(CannotPrice):
    """No price of any kind exists for this SKU (any more), for this buyer."""

    code = "pricing.unknown_sku"


class NoPriceInRegion(CannotPrice):
    """The SKU is priced for other regions only; the detail names them."""

    code = "pricing.no_price_in_region"


class NoPriceInCurrency(CannotPrice):
    """The SKU is priced in other currencies only; the detail names them."""

    code = "pricing.no_price_in_currency"


class NotYetValid(CannotPrice):
    """Every price of the SKU begins later."""

    code = "pricing.not_yet_valid"


class Expired(CannotPrice):
    """Every price of the SKU has ended."""

    code = "pricing.expired"


class TierGap(CannotPrice):
    """No tier covers so small a quantity; the detail names the lowest."""

    code = "pricing.tier_gap"


class BadQuantity(CannotPrice):
    """The quantity is zero, negative or absurdly large."""

    code = "pricing.bad_quantity"


class AmbiguousPrice(CannotPrice):
    """Two rows of the same rank and tier match: an operator has to end one of them."""

    code = "pricing.ambiguous_price"


class BadBespoke(CannotPrice):
    """A bespoke price needs notes and a non-negative amount in the currency of the request."""

    code = "pricing.bad_bespoke"


class AmountTooLarge(CannotPrice):
    """Unit price times quantity is more money than any amount here may be."""

    code = "pricing.amount_too_large"


class FormulaFailed(CannotPrice):
    """The product's price formula has no number for a result with what was entered."""

    code = "pricing.formula_failed"


class NegativeConfiguredPrice(CannotPrice):
    """A step takes the price of a configured unit below zero; the detail names the step."""

    code = "pricing.negative_configured_price"


class BadQuote(Invalid):
    """A quote has between one and a thousand lines."""

    code = "pricing.bad_quote"


class BadPriceBook(Invalid):
    """The code, the name or the region of the book cannot be used."""

    code = "pricing.bad_price_book"


class BadPriceEntry(Invalid):
    """A field of the price cannot be used; ``errors`` holds each."""

    code = "pricing.bad_price_entry"


class OverlappingPrices(Invalid):
    """Two prices of one book would hold at once for the same SKU, currency and tier."""

    code = "pricing.overlapping_prices"


class BadPriceFile(Invalid):
    """The file has at least one bad row, so nothing of it was kept; ``errors`` holds every one."""

    code = "pricing.bad_price_file"


class PriceBookNotFound(NotFound):
    """No price book has this id or code."""

    code = "pricing.book_not_found"


class PriceEntryNotFound(NotFound):
    """No price has this id."""

    code = "pricing.entry_not_found"


class ResolutionNotFound(NotFound):
    """No price was kept for this order item, or not for this caller."""

    code = "pricing.resolution_not_found"


class PriceBookExists(NotAllowed):
    """Another book has this code."""

    code = "pricing.book_exists"


class BookRegionFixed(NotAllowed):
    """A book stays in the region it was made for; make another book for another region."""

    code = "pricing.book_region_fixed"


class PriceBookChanged(Stale):
    """The book was changed by somebody else since it was read."""

    code = "pricing.book_changed"


class PriceEntryChanged(Stale):
    """The price was changed by somebody else since it was read."""

    code = "pricing.entry_changed"


class StripePricesNotReady(NotAllowed):
    """Checkout is impossible: ``errors`` names each line's fault, with its own code and remedy."""

    code = "pricing.unsynced_stripe_price"


class NotPresentable(NotAllowed):
    """The processor cannot charge in this currency, or not this amount of it. Retrying is no use."""

    code = "pricing.not_presentable"
