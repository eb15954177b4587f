"""Prices, customers and products to play with, as the files an installation of one's own would have."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

PRICE_BOOKS: Final = (
    ("sensors", "Sensors and gateways", None, FOLDER / "price_book.csv"),
    ("sensors-eu", "Sensors and gateways, Europe", "EU", FOLDER / "price_book_eu.csv"),
    ("services", "Services on social platforms", None, FOLDER / "price_book_services.csv"),
    ("sensors-ca", "Sensors and gateways, Canada", "CA", FOLDER / "price_book_ca.csv"),
)
"""Code, name, region and file of each."""

COMPANIES: Final = FOLDER / "companies.toml"

AGREEMENTS: Final = FOLDER / "agreements.toml"
"""What some of them pay."""

SERVICES: Final = FOLDER / "services.toml"
"""What the services that perform digital products cost."""

CATALOG: Final = FOLDER / "catalog.json"
"""What is on sale; each product has a picture of its name."""

PICTURES: Final = FOLDER / "media"
