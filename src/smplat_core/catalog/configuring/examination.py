"""What comes of looking at a selection: what can be chosen, what is, and what is wrong with it."""

from attrs import frozen

from smplat_core.catalog.content import Preset
from smplat_core.catalog.fields import CustomField
from smplat_core.catalog.offers import AddOn, Option, OptionGroup, Plan
from smplat_core.catalog.selection import Configuration, Selection
from smplat_core.kernel import InputError, Invalid


class BadSelection(Invalid):
    """The selection makes no configuration; ``errors`` names everything wrong, by pointer."""

    code = "catalog.bad_selection"


@frozen(kw_only=True, weakref_slot=False)
class VisibleGroup:
    group: OptionGroup
    options: tuple[Option, ...]
    """Those offered here and now."""
    chosen: tuple[str, ...]
    """Their keys, in the order of the document; those of the default when nothing was said."""


@frozen(kw_only=True, weakref_slot=False)
class VisibleAddOn:
    add_on: AddOn
    is_chosen: bool


@frozen(kw_only=True, weakref_slot=False)
class VisiblePlan:
    plan: Plan
    is_chosen: bool


@frozen(kw_only=True, weakref_slot=False)
class VisibleField:
    field: CustomField
    value: str | None
    """In the canonical form of its type; as it was entered where that is refused."""


@frozen(kw_only=True, weakref_slot=False)
class Preview:
    """A calculator line worked out, for a person to read; it never stands in the way of anything.

    Fields without a value count as their sample here.
    """

    offer: str
    """Whose line it is: ``group/option``, an add-on; empty for the product's own."""
    key: str
    label: str
    text: str | None
    """``33.34 per day``; ``None`` when it cannot be worked out."""
    reason: str = ""
    """Why it cannot."""


@frozen(kw_only=True, weakref_slot=False)
class Cleared:
    """Something that was chosen or entered, and is not available with the rest of the choices."""

    pointer: str
    """Where it was: ``/selection/fields/days``; ``/selection/preset`` when a preset brought it."""
    reason: str
    """What would have to be chosen for it to be available."""


@frozen(kw_only=True, weakref_slot=False)
class Examination:
    """One look at one selection. The visible parts are in the order of the document."""

    groups: tuple[VisibleGroup, ...]
    add_ons: tuple[VisibleAddOn, ...]
    plans: tuple[VisiblePlan, ...]
    fields: tuple[VisibleField, ...]
    presets: tuple[Preset, ...]
    """Those of which everything is offered here and now."""
    previews: tuple[Preview, ...]
    quantity: int
    """As asked for; or else that of the preset, or else the least there is."""
    selection: Selection
    """As asked for, without what was cleared."""
    cleared: tuple[Cleared, ...]
    errors: tuple[InputError, ...]
    configuration: Configuration | None
    """Exactly when there are no errors."""

    @property
    def choices(self) -> Selection:
        """All that is in effect, by whatever it came: said outright, without the preset.

        Examined, it gives the same options, add-ons, plan and values.
        """
        return Selection(
            options={shown.group.key: shown.chosen for shown in self.groups},
            add_ons=tuple(shown.add_on.key for shown in self.add_ons if shown.is_chosen),
            plan=next((shown.plan.key for shown in self.plans if shown.is_chosen), None),
            fields={shown.field.key: shown.value or "" for shown in self.fields},
        )

    def strict(self) -> Configuration:
        """The configuration; or ``BadSelection`` with every error."""
        if self.configuration is None:
            details = "; ".join(error.detail for error in self.errors[:3])
            more = len(self.errors) - 3
            raise BadSelection(
                details + (f"; and {more} more" if more > 0 else ""), errors=self.errors
            )
        return self.configuration
