"""The suite on every ``Deliveries``, and what the names of reactions have to be."""

import pytest
from attrs import frozen

from smplat_core.jobs import by_name
from smplat_core.kernel import EventRecord
from smplat_core.testing.suites import DeliveriesContract


class TestDeliveries(DeliveriesContract):
    """In memory and on Postgres."""


@frozen
class Remember:
    name: str = "billing.remember"
    listens_to: tuple[str, ...] = ("order.paid",)

    async def __call__(self, record: EventRecord) -> None:
        """Nothing to remember."""


def test_two_reactions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"billing\.remember"):
        by_name([Remember(), Remember()])
