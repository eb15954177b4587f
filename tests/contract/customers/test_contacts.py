"""The suite on every ``Contacts``."""

from smplat_core.testing.suites import ContactsContract


class TestContacts(ContactsContract):
    """In memory and on Postgres."""
