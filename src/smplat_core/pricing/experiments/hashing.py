"""Where somebody falls, the same on every machine and for ever: FNV-1a over their name.

The two ways of counting down to buckets are those of GrowthBook's public test cases.
"""

from typing import Final

from smplat_core.pricing.experiments.vocabulary import SLOTS, WHOLE, Namespace

OFFSET: Final = 0x811C9DC5
PRIME: Final = 0x01000193
BITS: Final = 0xFFFFFFFF


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the text's UTF-8 bytes."""
    state = OFFSET
    for byte in text.encode():
        state = (state ^ byte) * PRIME & BITS
    return state


def bucket_of(seed: str, unit: str) -> int:
    """0 to 9,999. Hashed twice (version 2), because one round leaves alike names side by side."""
    return fnv1a(str(fnv1a(seed + unit))) % WHOLE


def slot_of(namespace: str, unit: str) -> int:
    """0 to 999: where the unit stands in a namespace, whatever experiment asks (version 1)."""
    return fnv1a(f"{unit}__{namespace}") % SLOTS


def is_in(namespace: Namespace, unit: str) -> bool:
    """Whether the unit is of the namespace's share."""
    return namespace.first <= slot_of(namespace.name, unit) < namespace.end
