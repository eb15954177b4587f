"""How the command line speaks."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from uuid import uuid4

from cyclopts import Parameter
from rich.console import Console

from smplat_cli.refusing import Refused
from smplat_core.kernel import Cause, Refusal, acting_as

if TYPE_CHECKING:  # the product takes a second to load: only those who need it pay for it
    from smplat_app.container import UseCases
    from smplat_app.settings import Settings

__all__ = [
    "HouseFolder",
    "LoopFactory",
    "Refused",
    "console",
    "run",
    "settings",
    "settings_of",
    "system",
]

T = TypeVar("T")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

console = Console(highlight=False)

USUAL_FOLDER: Final = "~/.local/share/smplat"
"""Where ``smplat up`` keeps its data unless it is told otherwise."""

HouseFolder = Annotated[
    Path | None,
    Parameter(
        name=("--data-dir", "--data-folder"),
        help="Act on the `smplat up` that keeps its data here, instead of on the settings.",
    ),
]


def settings() -> "Settings":
    """The settings in force, or ``Refused`` with all that is wrong."""
    from smplat_app.settings import BadSettings, load_settings  # noqa: PLC0415 - as said above

    try:
        return load_settings()
    except BadSettings as bad:
        raise Refused(f"the settings are not usable:\n{bad}\nSee `smplat config --help`.") from None


def settings_of(data_dir: Path | None) -> "Settings":
    """Those of the `smplat up` in this folder, when one is named or nothing else is set.

    The environment wins over a folder that nobody named.
    """
    from smplat_app.settings import BadSettings, load_settings  # noqa: PLC0415 - as said above
    from smplat_cli.up.settling import read_settings  # noqa: PLC0415 - as said above

    if data_dir is None and {"SMPLAT_DATABASE_URL", "SMPLAT_SETTINGS"} & set(os.environ):
        return settings()
    folder = data_dir or Path(os.environ.get("SMPLAT_DATA_DIR") or USUAL_FOLDER)
    try:
        known = read_settings(folder)
    except (OSError, ValueError) as failure:
        raise Refused(f"cannot read the settings in {folder}: {failure}") from None
    if known is None and data_dir is None:
        return settings()
    if known is None:
        raise Refused(f"no `smplat up` has run in {folder}: there is no settings.env")
    try:
        return load_settings(known)
    except BadSettings as bad:
        raise Refused(f"the settings in {folder} are not usable:\n{bad}") from None


@asynccontextmanager
async def system(data_dir: Path | None = None) -> "AsyncIterator[UseCases]":
    """The use cases on the servers in force, acting in the name of who typed the command."""
    from smplat_app.production import Production, use  # noqa: PLC0415 - as said above

    async with use(Production(settings=settings_of(data_dir))) as use_cases:
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
