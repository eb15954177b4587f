"""What a buyer chose of a product, as callers send it and as they are shown it."""

from typing import Annotated

import msgspec
from attrs import Factory, frozen

from smplat_core.catalog import Selection

FieldInput = str | int | bool


@frozen
class SelectionBody:
    """Every part may be left out: defaults, or those of the preset, stand in for it.

    Numbers with decimals are text: ``"0.5"``.
    """

    options: Annotated[
        dict[str, tuple[str, ...]], msgspec.Meta(examples=[{"quality": ["premium"]}])
    ] = Factory(dict)
    """Option keys by the key of their group."""
    add_ons: tuple[str, ...] = ()
    plan: str | None = None
    fields: Annotated[dict[str, FieldInput], msgspec.Meta(examples=[{"amount": 100}])] = Factory(
        dict
    )
    """What was entered, by the key of the field."""
    preset: str | None = None
    """Fills in whatever is not chosen."""

    def to_selection(self) -> Selection:
        return Selection(
            options=self.options,
            add_ons=self.add_ons,
            plan=self.plan,
            fields={key: _text(value) for key, value in self.fields.items()},
            preset=self.preset,
        )


def _text(value: FieldInput) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
