"""Look at one selection of one product: what it shows, what is wrong with it, what it costs."""

from attrs import evolve, frozen

from smplat_core.catalog import Examination, ProductNotFound, ProductVersion
from smplat_core.guardrails import JudgeMargins
from smplat_core.kernel import InputError
from smplat_core.pricing.configured.requests import ProductRequest, QuotedLine
from smplat_core.pricing.configured.selling import sale_of
from smplat_core.pricing.use_cases.price_lines import PriceLines


@frozen(kw_only=True)
class LookedAt:
    """All there is to say about one selection of what is on sale."""

    version: ProductVersion
    examination: Examination
    errors: tuple[InputError, ...]
    """Of the selection, or of its price; by pointers into the request."""
    quoted: QuotedLine | None
    """Exactly when there are no errors."""


@frozen
class ConfigureProduct:
    """What a selection comes to. Nothing is kept: no exposure, no judgement, no price.

    ``ProductNotFound`` when nothing of that name is on sale; whatever else is wrong is part of
    the answer, and a sale that earns too little is shown like any other.
    """

    price_lines: PriceLines
    judge: JudgeMargins

    async def __call__(self, request: ProductRequest) -> LookedAt:
        (found,) = await self.price_lines([request])
        if found.version is None or found.examination is None:
            raise ProductNotFound(f"no product {request.product[:80]!r} is on sale")
        quoted = found.quoted
        if quoted is not None:
            (margin,) = await self.judge.look([sale_of(quoted, pointer="")])
            quoted = evolve(quoted, margin=margin)
        return LookedAt(
            version=found.version,
            examination=found.examination,
            errors=tuple(map(_of_body, found.errors)),
            quoted=quoted,
        )


def _of_body(error: InputError) -> InputError:
    """The product is in the address, not in the body: blame the body as a whole."""
    if error.pointer != "/product":
        return error
    return InputError("", error.code, error.detail, error.accepted)
