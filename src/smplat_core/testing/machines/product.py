"""A product by itself: any action at any time, and edits in between."""

from enum import StrEnum

from hypothesis.stateful import invariant, rule
from hypothesis.strategies import sampled_from

from smplat_core.catalog import PRODUCT_LIFECYCLE, Product, ProductAction, content_checksum
from smplat_core.testing.builders.catalog import NOON, a_content, a_product
from smplat_core.testing.machines.lifecycle import LifecycleMachine

TITLES = ("One", "Two", "Three")


class ProductMachine(LifecycleMachine[Product]):
    """Drafts are edited as one likes; what was on sale is remembered here, and never changes."""

    lifecycle = PRODUCT_LIFECYCLE

    def __init__(self) -> None:
        super().__init__()
        self.sold: list[str] = []

    def begin(self) -> Product:
        return a_product(draft=a_content(TITLES[0]))

    def act(self, thing: Product, action: ProductAction) -> Product:
        match action:
            case ProductAction.PUBLISH:
                published = thing.publish(thing.draft, at=NOON)
                if published is not thing:
                    self.sold.append(content_checksum(thing.draft))
                return published
            case ProductAction.WITHDRAW:
                return thing.withdraw(at=NOON)
            case ProductAction.RESTORE:
                return thing.restore(at=NOON)

    def state(self, thing: Product) -> StrEnum:
        return thing.state

    @rule(title=sampled_from(TITLES))
    def edit(self, title: str) -> None:
        before = self.thing
        self.thing = before.edit(a_content(title), at=NOON)
        assert (self.thing is before) == (before.draft == a_content(title))
        assert self.thing.state is before.state, "an edit moved it"
        assert self.thing.number == before.number, "an edit changed what is sold"

    @invariant()
    def versions_are_numbered_without_gaps(self) -> None:
        assert self.thing.number == len(self.sold)
        assert self.thing.checksum == (self.sold[-1] if self.sold else None)

    @invariant()
    def no_two_versions_in_a_row_are_the_same(self) -> None:
        assert all(one != next_ for one, next_ in zip(self.sold, self.sold[1:], strict=False))

    @invariant()
    def each_version_is_told_once(self) -> None:
        told = [e for e in self.thing.news if e.name == "catalog.product_published"]
        assert len(told) == self.thing.number

    @invariant()
    def it_is_a_draft_until_it_was_sold(self) -> None:
        assert (self.thing.state == "draft") == (not self.sold)
