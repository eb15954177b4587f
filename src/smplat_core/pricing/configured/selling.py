"""A configured line as the margin guardrail looks at it."""

from decimal import ROUND_CEILING, Context, Decimal
from typing import Final

from smplat_core.catalog import Configuration
from smplat_core.guardrails import Sale
from smplat_core.kernel import Money
from smplat_core.pricing.configured.requests import QuotedLine

LONGEST_UNITS: Final = 34
AT_MOST: Final = Context(prec=LONGEST_UNITS, rounding=ROUND_CEILING)
SMALLEST: Final = Decimal(1).scaleb(-LONGEST_UNITS)


def sale_of(line: QuotedLine, *, pointer: str) -> Sale:
    """The sale this line would be; ``line`` is of a configured product."""
    resolution, configuration = line.resolution, line.configuration
    if configuration is None:
        message = "a bare SKU is no configured line"
        raise TypeError(message)
    return configured_sale(
        configuration,
        price=resolution.line_total,
        quantity=resolution.quantity,
        label=resolution.label,
        pointer=pointer,
    )


def configured_sale(
    configuration: Configuration, *, price: Money, quantity: int, label: str, pointer: str
) -> Sale:
    """So many configured units at this price altogether, and what they take of their service.

    Units of more digits than the guardrail counts are rounded up: a sale never looks better.
    """
    each = configuration.service_units or Decimal(1)
    units = AT_MOST.multiply(each, Decimal(quantity))
    if int(units.as_tuple().exponent) < -LONGEST_UNITS:
        units = units.quantize(SMALLEST, context=AT_MOST)
    return Sale(
        pointer=pointer,
        label=label,
        price=price,
        service=configuration.service,
        units=units,
    )
