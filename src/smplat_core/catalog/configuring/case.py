"""One examination while it is going on: what was asked for, and what is known of it so far."""

from typing import Final

from attrs import Factory, define

from smplat_core.catalog.configuring.examination import (
    Cleared,
    VisibleAddOn,
    VisibleField,
    VisibleGroup,
    VisiblePlan,
)
from smplat_core.catalog.configuring.visibility import ADD_ONS, CHANNEL, REGION, Subject
from smplat_core.catalog.content import Preset
from smplat_core.catalog.selection import Circumstances, Selection
from smplat_core.kernel import InputError

MOST_ERRORS: Final = 100
"""Named of one selection: a hostile one has no end of them."""
NOTHING: Final = Selection()

FIRST: Final = -1
"""The place of what is wrong with the whole."""


@define
class Case:
    """``place`` is where a part stands in the document, by which everything is kept and told."""

    selection: Selection
    circumstances: Circumstances
    preset: Preset | None
    now: dict[Subject, tuple[str, ...] | set[str]]
    added: set[str]
    """Add-ons chosen so far: what ``now`` says of them."""
    groups: dict[int, VisibleGroup] = Factory(dict)
    add_ons: dict[int, VisibleAddOn] = Factory(dict)
    plans: tuple[VisiblePlan, ...] = ()
    fields: dict[int, VisibleField] = Factory(dict)
    options: dict[str, tuple[str, ...]] = Factory(dict)
    """Said outright, of what is visible."""
    entered: dict[str, str] = Factory(dict)
    """Said outright, of what is visible."""
    dropped: set[str] = Factory(set)
    """Add-ons that were asked for and are hidden."""
    is_plan_dropped: bool = False
    cleared: list[tuple[int, Cleared]] = Factory(list)
    errors: list[tuple[int, InputError]] = Factory(list)

    @classmethod
    def opened(
        cls, selection: Selection, circumstances: Circumstances, preset: Preset | None
    ) -> "Case":
        added: set[str] = set()
        now: dict[Subject, tuple[str, ...] | set[str]] = {ADD_ONS: added}
        if circumstances.channel is not None:
            now[CHANNEL] = (circumstances.channel,)
        if circumstances.region is not None:
            now[REGION] = (circumstances.region,)
        return cls(selection, circumstances, preset, now, added)

    def settled(self) -> None:
        """Put everything into the order of the document, once it is all known."""
        self.groups = dict(sorted(self.groups.items()))
        self.add_ons = dict(sorted(self.add_ons.items()))
        self.fields = dict(sorted(self.fields.items()))

    @property
    def bundled(self) -> Selection:
        """What the preset brings."""
        return self.preset.selection if self.preset else NOTHING

    @property
    def has_room(self) -> bool:
        """Whether one more error would be told."""
        return len(self.errors) < MOST_ERRORS

    def blame(self, place: int, error: InputError) -> None:
        if self.has_room:
            self.errors.append((place, error))

    def clear(self, place: int, pointer: str, reason: str) -> None:
        self.cleared.append((place, Cleared(pointer=pointer, reason=reason)))
