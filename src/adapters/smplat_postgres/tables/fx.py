"""Rows of exchange rates. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import BigInt, Boolean, Text
from piccolo.table import Table


class FxRateRow(Table, tablename="fx_rates"):
    position = BigInt(primary_key=True)


class FxNewestRow(Table, tablename="fx_newest"):
    base = Text(primary_key=True)


class FxTurnRow(Table, tablename="fx_turn"):
    single = Boolean(primary_key=True)


TABLES = (FxRateRow, FxNewestRow, FxTurnRow)
