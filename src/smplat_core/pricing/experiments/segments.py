"""Which buyers an experiment is for: typed conditions, all of which must hold."""

from collections.abc import Collection, Iterator

from attrs import frozen

from smplat_core.catalog import Circumstances
from smplat_core.customers import CompanyId
from smplat_core.kernel import InputError
from smplat_core.pricing.experiments.vocabulary import (
    MOST_CONDITIONS,
    SLUGS,
    BuyerKind,
    Namespace,
    Visitor,
    is_slug,
)
from smplat_core.pricing.vocabulary import REGION_PATTERN, Region


@frozen(kw_only=True)
class Segment:
    """Conditions on a buyer; an empty one holds for everybody."""

    regions: tuple[Region, ...] = ()
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    companies: tuple[CompanyId, ...] = ()
    buyers: BuyerKind = BuyerKind.ANYBODY

    def misses(self, visitor: Visitor, circumstances: Circumstances) -> str:
        """Which condition this buyer does not meet; empty when all are met."""
        return next(self._misses(visitor, circumstances), "")

    def _misses(self, visitor: Visitor, circumstances: Circumstances) -> Iterator[str]:
        if self.regions and circumstances.region not in self.regions:
            yield "region"
        if self.channels and circumstances.channel not in self.channels:
            yield "channel"
        if self.platforms and circumstances.platform not in self.platforms:
            yield "platform"
        if self.companies and visitor.company not in self.companies:
            yield "company"
        if self.buyers is BuyerKind.KNOWN and not visitor.buyer:
            yield "known buyer"
        if self.buyers is BuyerKind.NEW and visitor.buyer:
            yield "new buyer"

    def meets(self, other: "Segment") -> bool:
        """Whether one and the same buyer can be in both."""
        kinds = {self.buyers, other.buyers}
        return (
            _share(self.regions, other.regions)
            and _share(self.channels, other.channels)
            and _share(self.platforms, other.platforms)
            and _share(self.companies, other.companies)
            and kinds != {BuyerKind.KNOWN, BuyerKind.NEW}
        )

    def faults(self, code: str) -> Iterator[InputError]:
        """What cannot be used of it, with pointers under ``/segment``."""
        lists: tuple[tuple[str, Collection[object]], ...] = (
            ("regions", self.regions),
            ("channels", self.channels),
            ("platforms", self.platforms),
            ("companies", self.companies),
        )
        for name, values in lists:
            if len(values) > MOST_CONDITIONS:
                said = f"{len(values)} {name} are too many"
                yield InputError(f"/segment/{name}", code, said, f"up to {MOST_CONDITIONS}")
        for place, region in enumerate(self.regions):
            if not REGION_PATTERN.fullmatch(region):
                said = f"{region[:40]!r} is not a region"
                yield InputError(f"/segment/regions/{place}", code, said, "EU or US-CA")
        for name, slugs in (("channels", self.channels), ("platforms", self.platforms)):
            for place, slug in enumerate(slugs):
                if not is_slug(slug):
                    said = f"{slug[:40]!r} is not one of the {name}"
                    yield InputError(f"/segment/{name}/{place}", code, said, SLUGS)


def _share(mine: Collection[object], theirs: Collection[object]) -> bool:
    """Whether two conditions can hold at once: an empty one always does."""
    return not mine or not theirs or bool(set(mine) & set(theirs))


def namespaces_meet(one: Namespace | None, other: Namespace | None) -> bool:
    """Whether one buyer can be in both: not when the shares of one namespace are apart."""
    if one is None or other is None or one.name != other.name:
        return True
    return one.first < other.end and other.first < one.end
