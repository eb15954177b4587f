"""Rows of the catalog. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID
from piccolo.table import Table


class ProductRow(Table, tablename="products"):
    id = UUID(primary_key=True)


class ProductVersionRow(Table, tablename="product_versions"):
    product_id = UUID(primary_key=True)


class FeatureFlagRow(Table, tablename="feature_flags"):
    id = UUID(primary_key=True)


TABLES = (ProductRow, ProductVersionRow, FeatureFlagRow)
