"""What an experiment is made of, and everything that can be wrong with it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from smplat_core.kernel import InputError
from smplat_core.pricing.experiments.guard import GuardPolicy
from smplat_core.pricing.experiments.refusals import BadExperiment
from smplat_core.pricing.experiments.segments import Segment
from smplat_core.pricing.experiments.vocabulary import (
    KEY_PATTERN,
    LARGEST_FACTOR,
    LARGEST_WEIGHT,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_VARIANTS,
    SLOTS,
    SLUGS,
    WHOLE,
    AssignmentStrategy,
    Multiplier,
    Namespace,
    Period,
    ProductSlug,
    Variant,
    is_decimal,
    is_slug,
)

CODE: Final = BadExperiment.code
TWO_CONTROLS: Final = "pricing.experiment_two_controls"
NO_CONTROL: Final = "pricing.experiment_no_control"
NO_WEIGHT: Final = "pricing.experiment_weights_sum_to_zero"
TOO_FEW: Final = "pricing.experiment_too_few_variants"
EVERYBODY: Final = Segment()
ALWAYS: Final = Period()
NAMES: Final = f"1 to {LONGEST_NAME} printable characters"


@frozen(kw_only=True)
class ExperimentPlan:
    """All of an experiment that somebody decides; the rest comes of running it."""

    name: str
    product: ProductSlug
    """The one product whose price it changes."""
    variants: tuple[Variant, ...]
    hypothesis: str = ""
    segment: Segment = EVERYBODY
    period: Period = ALWAYS
    flag: str | None = None
    """A feature flag that has to be on where the buyer is."""
    coverage: int = WHOLE
    """How many of 10,000 buyers take part at all."""
    namespace: Namespace | None = None
    strategy: AssignmentStrategy = AssignmentStrategy.STICKY
    guard: GuardPolicy | None = None

    def check(self) -> None:
        """``BadExperiment`` with everything that is wrong, each at its place."""
        if errors := tuple(self.faults()):
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            raise BadExperiment(errors[0].detail + more, errors=errors)

    def faults(self) -> Iterator[InputError]:
        yield from _name_faults("/name", self.name)
        if len(self.hypothesis) > LONGEST_NOTE:
            said = f"{len(self.hypothesis)} characters are too many"
            yield InputError("/hypothesis", CODE, said, f"up to {LONGEST_NOTE}")
        for pointer, slug in (("/product", self.product), ("/flag", self.flag)):
            if slug is not None and not is_slug(slug):
                yield InputError(pointer, CODE, f"{slug[:40]!r} is not a slug", SLUGS)
        if not 1 <= self.coverage <= WHOLE:
            said = f"{self.coverage} of {WHOLE} is no coverage"
            yield InputError("/coverage", CODE, said, f"1 to {WHOLE}")
        period = self.period
        if period.starts_at and period.ends_at and period.ends_at <= period.starts_at:
            said = f"it ends at {period.ends_at.isoformat()}, before it begins"
            accepted = f"a moment after {period.starts_at.isoformat()}"
            yield InputError("/period/ends_at", CODE, said, accepted)
        yield from _namespace_faults(self.namespace)
        yield from _variants_faults(self.variants)
        yield from self.segment.faults(CODE)
        if self.guard is not None:
            yield from self.guard.faults(CODE)


def _name_faults(pointer: str, name: str) -> Iterator[InputError]:
    if not (name.isprintable() and 1 <= len(name.strip()) <= LONGEST_NAME):
        yield InputError(pointer, CODE, f"{name[:40]!r} is no name", NAMES)


def _namespace_faults(namespace: Namespace | None) -> Iterator[InputError]:
    if namespace is None:
        return
    if not is_slug(namespace.name):
        said = f"{namespace.name[:40]!r} is not a slug"
        yield InputError("/namespace/name", CODE, said, SLUGS)
    if not 0 <= namespace.first < namespace.end <= SLOTS:
        said = f"slots {namespace.first} to {namespace.end} are no share"
        yield InputError("/namespace", CODE, said, f"first below end, within 0 to {SLOTS}")


def _variants_faults(variants: tuple[Variant, ...]) -> Iterator[InputError]:
    if not 2 <= len(variants) <= MOST_VARIANTS:  # noqa: PLR2004 - fewer than two compare nothing
        said = f"{len(variants)} variants compare nothing, or too much"
        yield InputError("/variants", TOO_FEW, said, f"2 to {MOST_VARIANTS} variants")
    keys = Counter(variant.key for variant in variants)
    for place, variant in enumerate(variants):
        pointer = f"/variants/{place}"
        if not KEY_PATTERN.fullmatch(variant.key):
            said = f"{variant.key[:40]!r} is not a key"
            accepted = "1 to 40 lower-case letters, digits, - and _"
            yield InputError(f"{pointer}/key", CODE, said, accepted)
        if keys[variant.key] > 1:
            said = f"there are {keys[variant.key]} variants {variant.key!r}"
            yield InputError(f"{pointer}/key", CODE, said, "a key of its own")
        yield from _name_faults(f"{pointer}/name", variant.name)
        if not 0 <= variant.weight <= LARGEST_WEIGHT:
            said = f"{variant.weight} is no weight"
            yield InputError(f"{pointer}/weight", CODE, said, f"0 to {LARGEST_WEIGHT}")
        yield from _adjustment_faults(f"{pointer}/adjustment", variant)
    if not any(variant.weight for variant in variants):
        said = "the weights sum to zero, so nobody would be in any variant"
        yield InputError("/variants", NO_WEIGHT, said, "at least one weight above 0")
    yield from _control_faults(variants)


def _control_faults(variants: tuple[Variant, ...]) -> Iterator[InputError]:
    controls = [place for place, variant in enumerate(variants) if variant.is_control]
    if not controls:
        said = "there is no control to compare with"
        yield InputError("/variants", NO_CONTROL, said, "exactly one variant with is_control")
    for place in controls[1:]:
        said = f"variant {variants[place].key!r} is a second control"
        yield InputError(f"/variants/{place}/is_control", TWO_CONTROLS, said, "exactly one control")


def _adjustment_faults(pointer: str, variant: Variant) -> Iterator[InputError]:
    adjustment = variant.adjustment
    if variant.is_control and adjustment is not None:
        yield InputError(pointer, CODE, "the control changes the price", "no adjustment")
    if not variant.is_control and adjustment is None:
        said = f"variant {variant.key!r} changes nothing"
        yield InputError(pointer, CODE, said, "a delta or a multiplier")
    if isinstance(adjustment, Multiplier):
        factor = adjustment.factor
        if not (is_decimal(factor) and 0 < factor <= LARGEST_FACTOR):
            said = f"{factor} is no factor of a price"
            yield InputError(f"{pointer}/factor", CODE, said, f"above 0, up to {LARGEST_FACTOR}")
