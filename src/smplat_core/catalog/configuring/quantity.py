"""How many configured units a line may ask for."""

from smplat_core.catalog.content import QuantityRule
from smplat_core.kernel import InputError

_WIDEST = 64
"""Bits of a quantity that is named in a refusal."""


def quantity_error(
    rule: QuantityRule, quantity: int, *, pointer: str = "/quantity"
) -> InputError | None:
    """What is wrong with the quantity under this rule, if anything is."""
    said = str(quantity) if quantity.bit_length() <= _WIDEST else "that many"
    accepted = _accepted(rule)
    if quantity < rule.minimum:
        code, detail = "catalog.quantity_too_small", f"{said} is too few"
    elif rule.maximum is not None and quantity > rule.maximum:
        code, detail = "catalog.quantity_too_large", f"{said} is too many"
    elif rule.step > 1 and (over := (quantity - rule.minimum) % rule.step):
        code, detail = "catalog.quantity_off_step", f"{said} is between two steps"
        lower, upper = quantity - over, quantity - over + rule.step
        fits = rule.maximum is None or upper <= rule.maximum
        accepted = f"{lower} or {upper}" if fits else str(lower)
    else:
        return None
    return InputError(pointer, code, detail, accepted)


def _accepted(rule: QuantityRule) -> str:
    most = "" if rule.maximum is None else f" to {rule.maximum}"
    step = f", in steps of {rule.step}" if rule.step > 1 else ""
    return f"from {rule.minimum}{most}{step}"
