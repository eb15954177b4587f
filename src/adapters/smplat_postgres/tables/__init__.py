"""The rows, as Piccolo sees them. The schema itself is written in ``migrations``."""

import importlib
import pkgutil

from piccolo.table import Table


def every_table() -> tuple[type[Table], ...]:
    """All table classes, found in the modules of this folder."""
    modules = (
        importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)
    )
    return tuple(table for module in modules for table in module.TABLES)
