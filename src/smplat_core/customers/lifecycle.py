"""The life of a contact and of an address: archived, never deleted."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class EntryState(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class EntryAction(StrEnum):
    ARCHIVE = "archive"
    RESTORE = "restore"


S, A = EntryState, EntryAction

# fmt: off
ENTRY_LIFECYCLE: Final = Lifecycle(
    initial=S.ACTIVE,
    table={
        S.ACTIVE:   {A.ARCHIVE: S.ARCHIVED},
        S.ARCHIVED: {A.RESTORE: S.ACTIVE},
    },
)
# fmt: on
