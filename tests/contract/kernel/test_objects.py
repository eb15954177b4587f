"""The suite on every ``ObjectStore``: in memory, in a folder, in a bucket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smplat_core.kernel import BadObject, ObjectStore, ObjectsUnavailable, StoredObject
from smplat_core.testing.suites import ObjectStoreContract
from smplat_core.testing.suites.object_store import INVOICE
from smplat_memory import MemoryObjects
from smplat_objects import BadObjectsUrl, open_objects
from tests.contract.kernel.s3_far_end import a_bucket


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


class TestObjectStore(ObjectStoreContract):
    """Wherever the bytes are."""


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
