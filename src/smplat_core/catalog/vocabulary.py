"""Names and small values the catalog context is spoken in."""

import re
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid

Sku = NewType("Sku", str)
ProductId = NewType("ProductId", UUID)
MediaId = NewType("MediaId", UUID)
FlagId = NewType("FlagId", UUID)

SKU_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,63}")
SLUG_PATTERN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Products, categories, platforms, channels and flags; at most 80 characters."""
KEY_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
"""What an option, add-on, plan or preset is called inside its product."""
FIELD_KEY_PATTERN: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Fields are inputs of the calculator, so they are names there too."""

LONGEST_SLUG: Final = 80
MOST_GROUPS: Final = 30
MOST_OPTIONS: Final = 200
"""In one group."""
MOST_ADD_ONS: Final = 60
MOST_PLANS: Final = 20
MOST_FIELDS: Final = 60
MOST_PRESETS: Final = 60
MOST_MEDIA: Final = 40
LONGEST_PATTERN: Final = 500
"""Characters of a regular expression."""


class ItemKind(StrEnum):
    """What is sold: a thing that is shipped, or a service that is performed."""

    HARDWARE = "hardware"
    DIGITAL = "digital"


@frozen(kw_only=True)
class ServiceRef:
    """One service of one outside provider, by the ids both go by."""

    provider: str
    service: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.service}"


@frozen(kw_only=True)
class ProductVersionRef:
    """Which published version of which product."""

    product_id: ProductId
    number: int
    """1, 2, 3 ... in the order of publication."""


class BadPattern(Invalid):
    """No regular expression, or not one that can be followed in linear time."""

    code = "catalog.bad_pattern"
