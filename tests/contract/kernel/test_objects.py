"""What every ``ObjectStore`` adapter promises: in memory, in a folder, in a bucket."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from smplat_core.kernel import (
    BadObject,
    ObjectNotFound,
    ObjectStore,
    ObjectsUnavailable,
    StoredObject,
)
from smplat_memory import MemoryObjects
from smplat_objects import BadObjectsUrl, open_objects
from tests.contract.kernel.s3_far_end import a_bucket

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


@pytest.fixture(params=["memory", "folder", "bucket", "obstore memory"])
def objects(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ObjectStore]:
    match request.param:
        case "memory":
            yield MemoryObjects()
        case "folder":
            yield open_objects(f"file://{tmp_path}/objects")
        case "obstore memory":
            yield open_objects("memory://")
        case _:
            with a_bucket() as endpoint:
                yield open_bucket(endpoint, monkeypatch)


def open_bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    monkeypatch.setenv("AWS_ENDPOINT", endpoint)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "known")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "to nobody")
    return open_objects("s3://documents/shop")


async def test_what_was_put_is_got_with_its_content_type(objects: ObjectStore) -> None:
    await objects.put(INVOICE)

    assert await objects.get(INVOICE.key) == INVOICE


@pytest.mark.parametrize("body", [b"", b"\n", b"\n\n", b"x" * 1_000_000])
async def test_any_bytes_are_kept_as_they_are(objects: ObjectStore, body: bytes) -> None:
    stored = StoredObject("media/any.bin", "text/plain; charset=utf-8", body)

    await objects.put(stored)

    assert await objects.get(stored.key) == stored


async def test_putting_again_replaces_body_and_content_type(objects: ObjectStore) -> None:
    other = StoredObject(INVOICE.key, "text/html", b"<p>Invoice</p>")

    await objects.put(INVOICE)
    await objects.put(other)

    assert await objects.get(INVOICE.key) == other


async def test_a_reader_never_sees_half_of_a_replacement(objects: ObjectStore) -> None:
    versions = [StoredObject(INVOICE.key, f"text/v{n}", b"%d" % n * 50_000) for n in range(8)]
    await objects.put(versions[0])

    async with asyncio.TaskGroup() as tasks:
        for version in versions:
            tasks.create_task(objects.put(version))
        reads = [tasks.create_task(objects.get(INVOICE.key)) for _ in versions]

    assert all(read.result() in versions for read in reads)


async def test_keys_do_not_disturb_one_another(objects: ObjectStore) -> None:
    other = StoredObject("invoices/INV-000001.pdf", "application/pdf", b"other")

    await objects.put(INVOICE)
    await objects.put(other)
    await objects.delete(INVOICE.key)

    assert await objects.get(other.key) == other
    with pytest.raises(ObjectNotFound):
        await objects.get(INVOICE.key)


async def test_what_was_never_put_is_not_found_and_may_be_deleted(objects: ObjectStore) -> None:
    await objects.delete("never/there.pdf")

    with pytest.raises(ObjectNotFound) as refused:
        await objects.get("never/there.pdf")

    assert "never/there.pdf" in refused.value.detail


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_what_is_no_key_is_refused_everywhere(objects: ObjectStore, key: str) -> None:
    with pytest.raises(BadObject):
        await objects.get(key)
    with pytest.raises(BadObject):
        await objects.delete(key)
    with pytest.raises(BadObject):
        StoredObject(key, "application/pdf", b"")


@pytest.mark.parametrize("content_type", ["", "pdf", "a/b\nX: y", "text/plain\r\n", "a/\x00"])
def test_what_is_no_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(BadObject) as refused:
        StoredObject("a/b.pdf", content_type, b"")

    assert refused.value.errors[0].pointer == "/content_type"


async def test_a_folder_is_made_and_holds_one_file_per_object(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"

    await open_objects(f"file://{folder}").put(INVOICE)

    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert files == [Path(INVOICE.key)]


async def test_a_store_that_is_away_says_so_and_keeps_nothing_half(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with a_bucket() as endpoint:
        pass
    objects = open_bucket(endpoint, monkeypatch)

    with pytest.raises(ObjectsUnavailable):
        await objects.put(INVOICE)
    with pytest.raises(ObjectsUnavailable):
        await objects.get(INVOICE.key)


@pytest.mark.parametrize(
    "url", ["", "objects", "file://relative", "s3://", "http://x/y", "memory", "file:///dev/null/x"]
)
def test_an_address_of_no_store_is_refused(url: str) -> None:
    with pytest.raises(BadObjectsUrl):
        open_objects(url)
