"""How the command line speaks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from getpass import getuser
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from rich.console import Console

from smplat_core.kernel import Cause, Refusal, acting_as

if TYPE_CHECKING:  # the product takes a second to load: only those who need it pay for it
    from smplat_app.container import UseCases
    from smplat_app.settings import Settings

T = TypeVar("T")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

console = Console(highlight=False)


class Refused(Exception):
    """The command cannot do this; the text says why and what would help."""


def settings() -> "Settings":
    """The settings in force, or ``Refused`` with all that is wrong."""
    from smplat_app.settings import BadSettings, load_settings  # noqa: PLC0415 - as said above

    try:
        return load_settings()
    except BadSettings as bad:
        raise Refused(f"the settings are not usable:\n{bad}\nSee `smplat config --help`.") from None


@asynccontextmanager
async def system() -> "AsyncIterator[UseCases]":
    """The use cases on the configured servers, acting in the name of who typed the command."""
    from smplat_app.production import Production, use  # noqa: PLC0415 - as said above

    async with use(Production(settings=settings())) as use_cases:
        with acting_as(Cause(f"user:{getuser()}", str(uuid4()))):
            yield use_cases


def run(work: Coroutine[Any, Any, T], *, loop_factory: LoopFactory | None = None) -> T:
    """Run to the end; refusals of the business and lost databases become ``Refused``."""
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(work)
    except Refusal as refusal:
        lines = [f"{refusal.code}: {refusal.detail}"]
        lines += [f"  {e.pointer}: {e.detail} (accepted: {e.accepted})" for e in refusal.errors]
        raise Refused("\n".join(lines)) from None
    except Exception as error:
        from smplat_postgres import LOST  # noqa: PLC0415 - as said above

        if isinstance(error, LOST):
            said = f"cannot reach the database: {type(error).__name__}: {error}"
            raise Refused(said) from None
        raise
