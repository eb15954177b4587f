"""Piccolo's engine, made safe and quick.

Piccolo 1.38 leaks the connection when COMMIT or ROLLBACK fails, and treats a nested transaction
as nothing at all, so that an inner error the caller swallows spoils the outer one in silence. It
also reads the text of a statement anew each time it runs: up to 50 us that we spend once.
"""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from string import Formatter
from types import TracebackType
from typing import Any, Final, Self

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction, Savepoint
from piccolo.querystring import QueryString
from piccolo.table import Table

LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    OSError,
)
"""What asyncpg raises when the server or the connection is gone, or not there yet; a rollback is
then neither possible nor needed."""


class Transaction(PostgresTransaction):
    """One transaction, or a savepoint in the one already open in this task."""

    __slots__ = ("_savepoint", "left", "owner", "stirred")

    engine: "Engine"
    _parent: "Transaction | None"

    def __init__(self, engine: "Engine") -> None:
        super().__init__(engine)
        self.stirred = False
        self.left = ""
        """Of the outermost: the savepoint that was left last, which is released with the next
        statement that sets one; most are followed by none, and the commit releases them."""
        self.owner = asyncio.current_task()
        if self._parent is not None and self._parent.owner is not self.owner:
            self._parent = None  # inherited with the context of the task that started this one

    async def __aenter__(self) -> Self:
        if self._parent is not None:
            self._savepoint = await self._parent.mark()
            return self
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._parent is not None:
            await self._leave_savepoint(self._parent, undo=exception is not None)
            return False
        try:
            if exception is None:
                await self.commit()
                if self.stirred:
                    self.engine.on_stir()
            else:
                await self._undo()
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self._give_back())
        return False

    async def mark(self) -> Savepoint:
        """Set a savepoint, in one round trip with the release of the one that was left before it.

        What was left is always a direct child of the innermost open one, so nothing else goes.
        """
        mark = Savepoint(f"savepoint_{self.get_savepoint_id()}", transaction=self)
        before = f"release savepoint {self.left}; " if self.left else ""
        await self.connection.execute(f"{before}savepoint {mark.name}")
        self.left = ""
        return mark

    async def _leave_savepoint(self, parent: "Transaction", *, undo: bool) -> None:
        if undo:
            try:
                await self._savepoint.rollback_to()
            except LOST:
                return
        parent.left = self._savepoint.name

    async def _undo(self) -> None:
        try:
            await self.rollback()
        except LOST:
            return

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class Engine(PostgresEngine):
    """Connects when the pool is opened and never before."""

    on_stir: Callable[[], None] = staticmethod(lambda: None)
    """Called after a commit that left something to do for workers."""

    async def check_version(self) -> None:
        """Piccolo would connect from the constructor; the launcher has checked the version."""

    async def prep_database(self) -> None:
        """No extension is needed."""

    def transaction(self, allow_nested: bool = True) -> Transaction:  # noqa: FBT001, FBT002 - Piccolo's signature
        del allow_nested  # ours always nest
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - Piccolo's signature
        """Each argument is a value; queries inside queries (Piccolo's builder) are not spoken here."""
        text = numbered(querystring.template)
        transaction = self.current_transaction.get()
        if transaction is not None:
            return await transaction.connection.fetch(text, *querystring.args)
        if in_pool and self.pool:
            return await self.pool.fetch(text, *querystring.args)
        return await self._run_in_new_connection(text, querystring.args)

    async def open(self, *, smallest: int = 1, largest: int = 10) -> None:
        """Open the pool. Connections keep no session state, so none is reset on release."""
        await self.start_connection_pool(min_size=smallest, max_size=largest, reset=_keep)

    async def close(self) -> None:
        if self.pool:
            await self.close_connection_pool()


@lru_cache(maxsize=2048)
def numbered(template: str) -> str:
    """The statement as asyncpg takes it: ``a = {} and b = {}`` becomes ``a = $1 and b = $2``."""
    parts: list[str] = []
    place = 0
    for text, field, *_ in Formatter().parse(template):
        parts.append(text)
        if field is not None:
            place += 1
            parts.append(f"${place}")
    return "".join(parts)


async def _keep(_: Any) -> None:  # noqa: ANN401 - asyncpg's proxy has no public type
    """Skips asyncpg's RESET ALL: a round trip for state we never set."""


def stir(table: type[Table]) -> None:
    """The transaction now open leaves something to do for workers: ring once it is committed."""
    engine = table._meta.db  # noqa: SLF001 - how Piccolo is bound
    transaction = engine.current_transaction.get()
    if isinstance(transaction, Transaction):
        transaction.stirred = True


def pool_size(engine: Engine) -> tuple[int, int]:
    """Connections in use now, and connections open and idle."""
    pool = engine.pool
    if pool is None:
        return 0, 0
    idle = pool.get_idle_size()
    return pool.get_size() - idle, idle
