"""Rows of the pricing context. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID, Text
from piccolo.table import Table


class PriceBookRow(Table, tablename="price_books"):
    id = UUID(primary_key=True)


class PriceEntryRow(Table, tablename="price_entries"):
    id = UUID(primary_key=True)


class PriceAgreementRow(Table, tablename="price_agreements"):
    id = UUID(primary_key=True)


class PriceAgreementItemRow(Table, tablename="price_agreement_items"):
    id = UUID(primary_key=True)


class PriceAgreementDiscountRow(Table, tablename="price_agreement_discounts"):
    id = UUID(primary_key=True)


class AgreedTwinRow(Table, tablename="agreed_price_twins"):
    item_id = UUID(primary_key=True)


class OneOffPriceRow(Table, tablename="one_off_prices"):
    content_hash = Text(primary_key=True)


class PriceResolutionRow(Table, tablename="price_resolutions"):
    order_item_id = UUID(primary_key=True)


TABLES = (
    PriceBookRow,
    PriceEntryRow,
    PriceAgreementRow,
    PriceAgreementItemRow,
    PriceAgreementDiscountRow,
    AgreedTwinRow,
    OneOffPriceRow,
    PriceResolutionRow,
)
