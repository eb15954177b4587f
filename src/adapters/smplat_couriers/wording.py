"""What a text says about a delivery, whatever the code beside it: used to doubt, never to hope."""

import re
from typing import Final

SAYS_DELIVERED: Final = re.compile(r"\bdelivered\b", re.IGNORECASE)
DENIES_DELIVERY: Final = re.compile(
    r"\b(?:not|cannot|could\s?n.t|unable|attempt\w*|will|to)\b.{0,30}\bdeliver|\bundeliver",
    re.IGNORECASE,
)
GOING_BACK: Final = re.compile(
    r"\breturn\w*\b.{0,20}\b(?:sender|shipper|origin)\b|\boriginal sender\b", re.IGNORECASE
)
