"""The steps from the price of a SKU to that of one configured unit."""

from decimal import Decimal
from enum import StrEnum

from attrs import frozen


class StepKind(StrEnum):
    """What a step did; steps stand in this order."""

    BASE = "base"
    """The price the resolver found: which source, which tier."""
    FORMULA = "formula"
    OPTION = "option"
    PLAN = "plan"
    ADD_ON = "add_on"
    EXPERIMENT = "experiment"
    FX = "fx"
    """How much of the total came from another currency, and at which rate."""
    ROUNDING = "rounding"


@frozen(kw_only=True)
class PriceStep:
    """One line of the trace. Amounts are exact, in major units of the currency asked for."""

    kind: StepKind
    key: str = ""
    """What it was about: ``size/large``, the key of a plan or an add-on, a slug, a currency."""
    label: str
    given: str = ""
    """What was applied, as it was given: ``5.00 USD``, ``-10 %``, the formula, the rate."""
    delta: Decimal
    total: Decimal
    """After this step: that of the step before, and ``delta``."""
