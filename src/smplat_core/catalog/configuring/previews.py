"""Calculator lines, worked out and put into words."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from attrs import frozen

from smplat_core.calculator import Calculator, CalculatorError
from smplat_core.calculator import compile as compiled
from smplat_core.catalog.configuring.examination import Preview
from smplat_core.catalog.offers import CalculatorLine

Number = Decimal | bool
Given = Number | int

_WIDE: Final = Context(prec=80, rounding=ROUND_HALF_UP)


@frozen(weakref_slot=False)
class Line:
    """A calculator line ready to be worked out often."""

    offer: str
    line: CalculatorLine
    formula: Calculator | CalculatorError

    @classmethod
    def of(cls, offer: str, line: CalculatorLine) -> "Line":
        try:
            return cls(offer, line, compiled(line.expression))
        except CalculatorError as error:
            return cls(offer, line, error)

    def preview(self, inputs: Mapping[str, Given]) -> Preview:
        line, formula = self.line, self.formula
        text, reason = None, ""
        try:
            if isinstance(formula, CalculatorError):
                raise formula
            value = evaluated(formula, inputs)
            text = written(value, digits=line.digits) + line.suffix
        except CalculatorError as error:
            reason = error.detail
        except ArithmeticError:
            reason = f"the result has no {line.digits} digits after its point"
        return Preview(offer=self.offer, key=line.key, label=line.label, text=text, reason=reason)


def evaluated(formula: Calculator, inputs: Mapping[str, Given]) -> Number:
    """What it comes to; or a ``CalculatorError``."""
    return formula.evaluate(inputs)


def written(value: Number, *, digits: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    rounded = value.quantize(Decimal(1).scaleb(-digits, _WIDE), context=_WIDE)
    return f"{rounded or abs(rounded):f}"
