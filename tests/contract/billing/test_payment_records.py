"""The suite on every ``PaymentRecords`` and ``CompanyLedgers``."""

from smplat_core.testing.suites import PaymentRecordsContract


class TestPaymentRecords(PaymentRecordsContract):
    """In memory and on Postgres."""
