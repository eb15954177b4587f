"""The suite on every ``AddressRules``."""

import pytest

from smplat_addressing import WorldAddressRules
from smplat_core.customers import AddressRules
from smplat_core.testing.suites import AddressRulesContract
from smplat_memory import MemoryAddressRules


class TestAddressRules(AddressRulesContract):
    """The few countries kept in memory, and the world."""

    @pytest.fixture(params=[MemoryAddressRules, WorldAddressRules], ids=["memory", "world"])
    def rules(self, request: pytest.FixtureRequest) -> AddressRules:
        chosen: AddressRules = request.param()
        return chosen
