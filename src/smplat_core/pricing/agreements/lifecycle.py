"""The life of a price agreement."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class AgreementState(StrEnum):
    DRAFT = "draft"
    """Negotiated still: shown, and the price of nothing."""
    ACTIVE = "active"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class AgreementAction(StrEnum):
    EDIT = "edit"
    ACTIVATE = "activate"
    AMEND = "amend"
    EXPIRE = "expire"
    TERMINATE = "terminate"


S, A = AgreementState, AgreementAction

# fmt: off
AGREEMENT_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:      {A.EDIT: S.DRAFT, A.ACTIVATE: S.ACTIVE},
        # an amendment is a draft of its own; activating it terminates what it amends
        S.ACTIVE:     {A.AMEND: S.ACTIVE, A.EXPIRE: S.EXPIRED, A.TERMINATE: S.TERMINATED},
        S.EXPIRED:    {},
        S.TERMINATED: {},
    },
)
# fmt: on
