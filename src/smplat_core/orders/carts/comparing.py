"""What changed on a line between two looks at it, and why."""

from collections.abc import Iterator

from attrs import frozen

from smplat_core.catalog import Examination, differences
from smplat_core.kernel import InputError
from smplat_core.orders.carts.lines import CartLine, LinePrice
from smplat_core.orders.carts.vocabulary import CartLineId
from smplat_core.pricing import PriceStep, StepKind


@frozen(kw_only=True)
class LineChange:
    """One thing a buyer should read before ordering."""

    line_id: CartLineId
    code: str
    """``carts.price_changed``, ``carts.unavailable``, ``carts.available``, or what became of the
    configuration: ``catalog.cleared``, ``catalog.plan_changed`` ..."""
    detail: str
    """What, and why."""
    before: str | None = None
    after: str | None = None

    def as_error(self, place: int) -> InputError:
        return InputError(f"/lines/{place}", self.code, self.detail, self.after or "")


def changes_of(
    before: CartLine, after: CartLine, examination: Examination | None
) -> tuple[LineChange, ...]:
    """Everything that is different now; nothing when only the moment of the look is."""
    return tuple(_changes(before, after, examination))


def _changes(
    before: CartLine, after: CartLine, examination: Examination | None
) -> Iterator[LineChange]:
    was, now = before.price, after.price
    if was is None:
        if now is not None and before.errors:
            yield _said(after, "carts.available", f"{now.label} can be bought again", None, now)
        return
    if now is None:
        why = "; ".join(error.detail for error in after.errors)
        yield _said(
            after, "carts.unavailable", f"{was.label} cannot be bought now: {why}", was, None
        )
        return
    if was.configuration is not None and examination is not None:
        for each in differences(was.configuration, examination):
            yield LineChange(
                line_id=after.id,
                code=each.code,
                detail=each.detail,
                before=each.before,
                after=each.after,
            )
    if was.unit_price != now.unit_price:
        why = "; ".join(_reasons(was, now)) or "its price was changed"
        said = f"{now.label} costs {now.unit_price} each instead of {was.unit_price}: {why}"
        yield _said(after, "carts.price_changed", said, was, now)


def _said(
    line: CartLine, code: str, detail: str, was: LinePrice | None, now: LinePrice | None
) -> LineChange:
    return LineChange(
        line_id=line.id,
        code=code,
        detail=detail,
        before=str(was.unit_price) if was else None,
        after=str(now.unit_price) if now else None,
    )


def _reasons(was: LinePrice, now: LinePrice) -> Iterator[str]:
    """Each step of the ledger that is given otherwise now, in the order of the steps.

    What a step adds follows from those before it, and is no reason by itself.
    """
    old, new = _by_key(was), _by_key(now)
    for key, step in new.items():
        known = old.get(key)
        if step.kind is StepKind.ROUNDING:
            continue
        if known is None:
            yield f"{_called(step)} was added"
        elif step.kind is StepKind.BASE:
            if (known.label, known.total) != (step.label, step.total):
                yield f"the base price is {step.total:f} from {step.label}, it was {known.total:f}"
        elif known.given != step.given:
            yield f"{_called(step)} is {step.given}, it was {known.given}"
    yield from (f"{_called(step)} is gone" for key, step in old.items() if key not in new)


def _by_key(price: LinePrice) -> dict[tuple[StepKind, str], PriceStep]:
    return {(step.kind, step.key): step for step in price.ledger}


def _called(step: PriceStep) -> str:
    return f"{step.kind.value.replace('_', '-')} {step.label or step.key}"
