"""Which buckets belong to which variant, moving as few as possible when shares change."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from smplat_core.pricing.experiments.vocabulary import WHOLE, Variant, VariantKey


@frozen
class Span:
    """Buckets ``first`` up to, not with, ``end``; they belong to nobody when ``variant`` is none."""

    first: int
    end: int
    variant: VariantKey | None

    @property
    def size(self) -> int:
        return self.end - self.first


Spans = tuple[Span, ...]
"""All 10,000 buckets, in order, without gap or overlap."""


def widths(weights: Sequence[int]) -> tuple[int, ...]:
    """The buckets of each weight at full coverage: cuts of a running total, so none is lost."""
    total, upto, cuts = sum(weights), 0, [0]
    for weight in weights:
        upto += weight
        cuts.append(upto * WHOLE // total)
    return tuple(after - before for before, after in pairwise(cuts))


def quotas(variants: Sequence[Variant], coverage: int) -> dict[VariantKey, int]:
    """How many buckets each variant is due; ``coverage`` of 10,000 is everybody."""
    shares = widths([variant.weight for variant in variants])
    return {
        variant.key: share * coverage // WHOLE
        for variant, share in zip(variants, shares, strict=True)
    }


def laid_out(variants: Sequence[Variant], coverage: int) -> Spans:
    """The first layout: each variant begins where it would at full coverage."""
    spans, first = list[Span](), 0
    shares, due = widths([variant.weight for variant in variants]), quotas(variants, coverage)
    for variant, share in zip(variants, shares, strict=True):
        covered = first + due[variant.key]
        spans += [Span(first, covered, variant.key), Span(covered, first + share, None)]
        first += share
    return _joined(spans)


def moved(spans: Spans, variants: Sequence[Variant], coverage: int) -> Spans:
    """The layout with other shares, in which no bucket moves that need not.

    Who is due fewer buckets gives up their last ones; who is due more takes those, the lowest
    first, and buckets that were nobody's only when these are spent.
    """
    due = quotas(variants, coverage)
    owners = _owners(spans)
    held: dict[VariantKey | None, list[int]] = {}
    for bucket, owner in enumerate(owners):
        held.setdefault(owner, []).append(bucket)
    for owner, buckets in held.items():
        if owner is not None:
            for bucket in buckets[due[owner] :]:
                owners[bucket] = None
    free = (bucket for bucket, owner in enumerate(owners) if owner is None)
    idle = set(held.get(None, ()))
    order = iter(sorted(free, key=lambda bucket: (bucket in idle, bucket)))
    for key, quota in due.items():
        for _ in range(quota - len(held.get(key, ()))):
            owners[next(order)] = key
    return _joined(Span(bucket, bucket + 1, owner) for bucket, owner in enumerate(owners))


def owner_of(spans: Spans, bucket: int) -> VariantKey | None:
    """Whose the bucket is; ``None`` when nobody covers it."""
    return spans[bisect_right(spans, bucket, key=_first) - 1].variant


def sizes(spans: Spans) -> Mapping[VariantKey | None, int]:
    """How many buckets each has."""
    found: dict[VariantKey | None, int] = {}
    for span in spans:
        found[span.variant] = found.get(span.variant, 0) + span.size
    return found


def _first(span: Span) -> int:
    return span.first


def _owners(spans: Spans) -> list[VariantKey | None]:
    return [span.variant for span in spans for _ in range(span.size)]


def _joined(spans: Iterable[Span]) -> Spans:
    return tuple(_join(spans))


def _join(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbors of one owner become one span; empty ones vanish."""
    open_span: Span | None = None
    for span in spans:
        if not span.size:
            continue
        if open_span is not None and open_span.variant == span.variant:
            open_span = Span(open_span.first, span.end, span.variant)
            continue
        if open_span is not None:
            yield open_span
        open_span = span
    if open_span is not None:
        yield open_span
