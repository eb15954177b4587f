"""Real servers for the contract tests: started when first asked for, gone at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen

from smplat_embedded import PostgresCluster, ValkeyServer


@frozen
class PostgresService:
    """A PostgreSQL that tests may create databases on."""

    dsn: str

    def with_database(self, name: str) -> "PostgresService":
        """Another database on the same server, which need not exist yet."""
        return PostgresService(urlsplit(self.dsn)._replace(path=f"/{name}").geturl())


@frozen
class ValkeyService:
    """A Redis-protocol server that tests may write to."""

    url: str


@contextmanager
def postgres_service() -> Iterator[PostgresService]:
    """The server at ``SMPLAT_TEST_DSN``, else one of our own with nothing to lose."""
    if dsn := os.environ.get("SMPLAT_TEST_DSN"):
        yield PostgresService(dsn)
        return
    with short_folder() as folder, PostgresCluster.throwaway(folder) as cluster:
        yield PostgresService(cluster.address.dsn)


@contextmanager
def valkey_service() -> Iterator[ValkeyService]:
    """The server at ``SMPLAT_TEST_REDIS_URL``, else one of our own."""
    if url := os.environ.get("SMPLAT_TEST_REDIS_URL"):
        yield ValkeyService(url)
        return
    with short_folder() as folder, ValkeyServer(folder) as server:
        yield ValkeyService(server.address.url)


@contextmanager
def short_folder() -> Iterator[Path]:
    """An empty folder whose name leaves room for a socket, deleted afterwards.

    Others may enter it, as they may most folders; what is made inside is private.
    """
    folder = Path(tempfile.mkdtemp(prefix="smplat-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
