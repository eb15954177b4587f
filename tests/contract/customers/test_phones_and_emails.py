"""The suites on every ``PhoneNumbers`` and ``Emails``."""

import pytest

from smplat_addressing import SyntaxEmails, WorldPhoneNumbers
from smplat_core.customers import Emails, PhoneNumbers
from smplat_core.testing.suites import EmailsContract, PhoneNumbersContract
from smplat_memory import MemoryEmails, MemoryPhoneNumbers


class TestPhoneNumbers(PhoneNumbersContract):
    """The few rules kept in memory, and those of the world."""

    @pytest.fixture(params=[MemoryPhoneNumbers, WorldPhoneNumbers], ids=["memory", "world"])
    def phones(self, request: pytest.FixtureRequest) -> PhoneNumbers:
        chosen: PhoneNumbers = request.param()
        return chosen


class TestEmails(EmailsContract):
    """The few rules kept in memory, and the syntax of the world."""

    @pytest.fixture(params=[MemoryEmails, SyntaxEmails], ids=["memory", "syntax"])
    def emails(self, request: pytest.FixtureRequest) -> Emails:
        chosen: Emails = request.param()
        return chosen
