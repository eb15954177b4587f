"""The whole log beside the rows it must agree with."""

from smplat_postgres.history.reading import PostgresHistory
from smplat_postgres.history.rows import ROWS, RowSource

__all__ = ["ROWS", "PostgresHistory", "RowSource"]
