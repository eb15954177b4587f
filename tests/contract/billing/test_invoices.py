"""The suite on every ``Invoices``."""

from smplat_core.testing.suites import InvoicesContract


class TestInvoices(InvoicesContract):
    """In memory and on Postgres."""
