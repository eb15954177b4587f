"""What every ``ObjectStore`` promises."""

import asyncio

import pytest

from smplat_core.kernel import (
    BadObject,
    ObjectNotFound,
    ObjectStore,
    StoredObject,
)
from smplat_core.testing.promises import Contract

INVOICE = StoredObject("invoices/2026/INV-000001.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff\n")

BAD_KEYS = [
    *("", ".", "..", "/", "a", "a/b", "../up.pdf", "a/../../up.pdf", "/etc/shadow.txt"),
    *("a//b.pdf", "a/./b.pdf", "a\\b.pdf", "a/b.pdf/c.pdf", "a/.hidden", "a b.pdf", "a%2e%2e.pdf"),
    *(
        "a\x00.pdf",
        "a\n.pdf",
        "é.pdf",
        "a.tar.gz",
        "a.pdf/",
        f"{'x' * 101}.pdf",
        "a/" * 9 + "b.pdf",
    ),
]


class ObjectStoreContract(Contract):
    """What every ``ObjectStore`` promises."""

    needs = "objects"
    shape = ObjectStore

    async def test_what_was_put_is_got_with_its_content_type(self, objects: ObjectStore) -> None:
        await objects.put(INVOICE)

        assert await objects.get(INVOICE.key) == INVOICE

    @pytest.mark.parametrize("body", [b"", b"\n", b"\n\n", b"x" * 1_000_000])
    async def test_any_bytes_are_kept_as_they_are(self, objects: ObjectStore, body: bytes) -> None:
        stored = StoredObject("media/any.bin", "text/plain; charset=utf-8", body)

        await objects.put(stored)

        assert await objects.get(stored.key) == stored

    async def test_putting_again_replaces_body_and_content_type(self, objects: ObjectStore) -> None:
        other = StoredObject(INVOICE.key, "text/html", b"<p>Invoice</p>")

        await objects.put(INVOICE)
        await objects.put(other)

        assert await objects.get(INVOICE.key) == other

    async def test_a_reader_never_sees_half_of_a_replacement(self, objects: ObjectStore) -> None:
        versions = [StoredObject(INVOICE.key, f"text/v{n}", b"%d" % n * 50_000) for n in range(8)]
        await objects.put(versions[0])

        async with asyncio.TaskGroup() as tasks:
            for version in versions:
                tasks.create_task(objects.put(version))
            reads = [tasks.create_task(objects.get(INVOICE.key)) for _ in versions]

        assert all(read.result() in versions for read in reads)

    async def test_keys_do_not_disturb_one_another(self, objects: ObjectStore) -> None:
        other = StoredObject("invoices/INV-000001.pdf", "application/pdf", b"other")

        await objects.put(INVOICE)
        await objects.put(other)
        await objects.delete(INVOICE.key)

        assert await objects.get(other.key) == other
        with pytest.raises(ObjectNotFound):
            await objects.get(INVOICE.key)

    async def test_what_was_never_put_is_not_found_and_may_be_deleted(
        self, objects: ObjectStore
    ) -> None:
        await objects.delete("never/there.pdf")

        with pytest.raises(ObjectNotFound) as refused:
            await objects.get("never/there.pdf")

        assert "never/there.pdf" in refused.value.detail

    @pytest.mark.parametrize("key", BAD_KEYS)
    async def test_what_is_no_key_is_refused_everywhere(
        self, objects: ObjectStore, key: str
    ) -> None:
        with pytest.raises(BadObject):
            await objects.get(key)
        with pytest.raises(BadObject):
            await objects.delete(key)
        with pytest.raises(BadObject):
            StoredObject(key, "application/pdf", b"")
