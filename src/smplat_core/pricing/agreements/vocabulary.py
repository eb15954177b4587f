"""Names, bounds and refusals of price agreements."""

from typing import Final, NewType
from uuid import UUID

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

AgreementItemId = NewType("AgreementItemId", UUID)

MOST_ITEMS: Final = 1_000
"""Prices, and as many discounts: what a person can still approve, and one statement still keep."""
LONGEST_TEXT: Final = 1_000
"""Of an approval's note and of the reason to end."""
PERCENT_PLACES: Final = 4
WARNING_DAYS: Final = (30, 7, 1)
"""How many days before its end an agreement is told of, once each."""


class BadAgreement(Invalid):
    """Some term of the agreement cannot be so; ``errors`` holds each."""

    code = "pricing.bad_agreement"


class AgreementNotFound(NotFound):
    """No price agreement has this id, or not for this caller."""

    code = "pricing.agreement_not_found"


class AgreementChanged(Stale):
    """The agreement was changed by somebody else since it was read."""

    code = "pricing.agreement_changed"


class AgreementNotReady(NotAllowed):
    """The agreement has nothing to agree on, is over already, or begins too late to amend another."""

    code = "pricing.agreement_not_ready"


class OverlappingAgreements(NotAllowed):
    """Two agreed prices would hold at once for the same thing; ``errors`` names each of ours."""

    code = "pricing.overlapping_agreements"


class AgreedPriceNotFound(NotFound):
    """No agreed price has this id."""

    code = "pricing.agreed_price_not_found"


class AgreedPriceChanged(Stale):
    """The sync of the agreed price was moved on by somebody else since it was read."""

    code = "pricing.agreed_price_changed"
