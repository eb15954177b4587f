"""Carrying products from one installation to another, and reading them from strangers."""

from smplat_core.catalog.exchange.csv_file import read_csv, write_csv
from smplat_core.catalog.exchange.documents import MOST_PRODUCTS, BadCatalogFile, ProductDocument
from smplat_core.catalog.exchange.export import ExportProducts, FileFormat
from smplat_core.catalog.exchange.json_file import read_json, write_json
from smplat_core.catalog.exchange.reading import read_content
from smplat_core.catalog.exchange.use_cases import (
    ImportAndPublish,
    ImportedProducts,
    ImportProducts,
)

__all__ = [
    "MOST_PRODUCTS",
    "BadCatalogFile",
    "ExportProducts",
    "FileFormat",
    "ImportAndPublish",
    "ImportProducts",
    "ImportedProducts",
    "ProductDocument",
    "read_content",
    "read_csv",
    "read_json",
    "write_csv",
    "write_json",
]
