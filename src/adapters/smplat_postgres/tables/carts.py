"""Rows of carts. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID
from piccolo.table import Table


class CartRow(Table, tablename="carts"):
    id = UUID(primary_key=True)


class SavedConfigurationRow(Table, tablename="saved_configurations"):
    id = UUID(primary_key=True)


TABLES = (CartRow, SavedConfigurationRow)
