"""The legacy system, as those who must work with it see it."""

from smplat_sandbox.legacy.party import LegacyParty

__all__ = ["LegacyParty"]
