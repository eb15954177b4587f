"""What is stuck, from the command line."""

import json
import sys
from datetime import timedelta
from typing import Annotated, Any, Final

from cyclopts import Parameter
from rich.console import Console
from rich.table import Column, Table

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, remote
from smplat_cli.telling import console
from smplat_cli.up.house import DEFAULT_FOLDER
from smplat_core.oversight import StuckKind

COLUMNS: Final = ("kind", "for", "whose", "what", "where", "repaired by")
ANY_WIDTH: Final = 1_000
"""Where nobody looks at a screen, each thing is one line, and no address is cut off."""


def stuck(
    *kinds: StuckKind,
    as_json: Annotated[bool, Parameter(name="--json", help="Print JSON lines.")] = False,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Print what is stuck, since when and whose, longest wait first. Exit code 1 when anything is.

    Parameters
    ----------
    kinds
        Only these kinds, such as job_dead; everything when none is named.
    """
    with remote(api, key, data_dir) as house:
        asked = kinds or (None,)
        things = [
            thing
            for kind in asked
            for thing in house.every(
                "/observability/stuck", kind=None if kind is None else kind.value
            )
        ]
    if as_json:
        for thing in things:
            sys.stdout.write(json.dumps(thing) + "\n")
    elif things:
        shown = console if console.is_terminal else Console(width=ANY_WIDTH, highlight=False)
        shown.print(_table(things))
    else:
        console.print("nothing is stuck")
    if things:
        sys.exit(1)


def _table(things: list[dict[str, Any]]) -> Table:
    table = Table(*(Column(name, overflow="fold") for name in COLUMNS), box=None)
    for thing in sorted(things, key=lambda one: one["since"]):
        table.add_row(
            thing["kind"],
            _age(thing["age_seconds"]),
            thing["owner"] or "nobody",
            thing["what"],
            thing["link"],
            f"docs/how-to/{thing['how_to']}.md",
        )
    return table


def _age(seconds: int) -> str:
    """In the two units that matter: ``3 d 4 h``."""
    left = timedelta(seconds=seconds)
    hours, minutes = left.seconds // 3600, left.seconds // 60 % 60
    if left.days:
        return f"{left.days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
