"""The source of exchange rates, as those who ask it see it."""

from smplat_sandbox.rates.party import RatesParty

__all__ = ["RatesParty"]
