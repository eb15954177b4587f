"""Real PostgreSQL and Valkey servers as child processes, for one machine and for tests."""

from smplat_embedded.account import Account
from smplat_embedded.addresses import PostgresAddress, ValkeyAddress
from smplat_embedded.child import Child, Step, spawn
from smplat_embedded.postgres import Durability, PostgresCluster
from smplat_embedded.postgres_programs import (
    PostgresPrograms,
    locate_postgres,
    postgres_candidates,
)
from smplat_embedded.refusals import (
    EmbeddedRefused,
    FolderInUse,
    FolderUnusable,
    ServerDidNotStart,
    ServerNotFound,
    VersionMismatch,
)
from smplat_embedded.valkey import ValkeyServer, locate_valkey

__all__ = [
    "Account",
    "Child",
    "Durability",
    "EmbeddedRefused",
    "FolderInUse",
    "FolderUnusable",
    "PostgresAddress",
    "PostgresCluster",
    "PostgresPrograms",
    "ServerDidNotStart",
    "ServerNotFound",
    "Step",
    "ValkeyAddress",
    "ValkeyServer",
    "VersionMismatch",
    "locate_postgres",
    "locate_valkey",
    "postgres_candidates",
    "spawn",
]
