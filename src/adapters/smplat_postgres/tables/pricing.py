"""Rows of the pricing context. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID
from piccolo.table import Table


class PriceBookRow(Table, tablename="price_books"):
    id = UUID(primary_key=True)


class PriceEntryRow(Table, tablename="price_entries"):
    id = UUID(primary_key=True)


class PriceAgreementItemRow(Table, tablename="price_agreement_items"):
    id = UUID(primary_key=True)


class PriceResolutionRow(Table, tablename="price_resolutions"):
    order_item_id = UUID(primary_key=True)


TABLES = (PriceBookRow, PriceEntryRow, PriceAgreementItemRow, PriceResolutionRow)
