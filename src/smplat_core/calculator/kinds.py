"""Whether values are numbers or booleans, as far as an expression tells."""

from typing import Final

from attrs import define

from smplat_core.calculator.vocabulary import ValueType


@define(eq=False)
class Kind:
    """The type of a value: known, or still open and then the same as others'."""

    type: ValueType | None = None
    same: "Kind | None" = None

    def last(self) -> "Kind":
        """The one that speaks for all that were found to be the same."""
        kind = self
        while kind.same is not None:
            kind = kind.same
        return kind


NUMBERS: Final = Kind(ValueType.NUMBER)
BOOLEANS: Final = Kind(ValueType.BOOLEAN)
KINDS: Final = {ValueType.NUMBER: NUMBERS, ValueType.BOOLEAN: BOOLEANS}


def agree(one: Kind, other: Kind) -> bool:
    """Make the two the same; no when both are known and differ."""
    if one is other:
        return True
    one, other = one.last(), other.last()
    if one.type is None:
        one.same = None if one is other else other
        return True
    if other.type is None:
        other.same = one
        return True
    return one.type is other.type
