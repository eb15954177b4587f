"""Ids that sort by the moment they were made."""

import os
import time
from uuid import UUID

from smplat_core.kernel import Ids


class Uuid7Ids(Ids):
    """UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits."""

    def new(self) -> UUID:
        moment = time.time_ns() // 1_000_000
        noise = int.from_bytes(os.urandom(10))
        high, low = noise >> 68, noise & (1 << 62) - 1
        return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
