"""Names and small values the catalog context is spoken in."""

import re
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

Sku = NewType("Sku", str)
ProductId = NewType("ProductId", UUID)
MediaId = NewType("MediaId", UUID)

SKU_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,63}")


class ItemKind(StrEnum):
    """What is sold: a thing that is shipped, or a service that is performed."""

    HARDWARE = "hardware"
    DIGITAL = "digital"
