"""What can be done with files of products."""

from smplat_core.catalog.exchange.use_cases.import_products import (
    ImportAndPublish,
    ImportedProducts,
    ImportProducts,
)

__all__ = ["ImportAndPublish", "ImportProducts", "ImportedProducts"]
