"""Where clients find the embedded servers."""

from pathlib import Path
from urllib.parse import quote

from attrs import evolve, frozen


@frozen
class PostgresAddress:
    """A database on a server reached through the Unix socket in folder ``host``."""

    host: Path
    port: int
    user: str
    database: str

    @property
    def dsn(self) -> str:
        """A libpq URL that asyncpg, psycopg, Piccolo and psql understand."""
        host = quote(str(self.host), safe="/")
        user, database = quote(self.user, safe=""), quote(self.database, safe="")
        return f"postgresql://{user}@/{database}?host={host}&port={self.port}"

    def with_database(self, name: str) -> "PostgresAddress":
        """Another database on the same server, which need not exist yet."""
        return evolve(self, database=name)


@frozen
class ValkeyAddress:
    """A Redis-protocol server reached through a Unix socket."""

    socket: Path

    @property
    def url(self) -> str:
        """A URL that redis-py and arq understand."""
        return f"unix://{quote(str(self.socket), safe='/')}"
