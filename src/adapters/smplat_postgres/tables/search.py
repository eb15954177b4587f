"""Rows of catalog search. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID, Date
from piccolo.table import Table


class ProductSearchRow(Table, tablename="product_search"):
    product_id = UUID(primary_key=True)


class CatalogSearchRow(Table, tablename="catalog_searches"):
    day = Date(primary_key=True)


TABLES = (ProductSearchRow, CatalogSearchRow)
