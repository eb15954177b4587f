"""Exchange rates from the command line, through the API."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, Remote, remote
from smplat_cli.telling import Refused, console
from smplat_cli.up.house import DEFAULT_FOLDER

app = App(
    name="fx", help="Ask the source of exchange rates, and look at what currencies are worth."
)

Out = Annotated[
    Path | None, Parameter(help="Also write all rates that hold into this file, as JSON.")
]
Env = Annotated[
    str | None,
    Parameter(help="Also print them as one line of an env file, under this name."),
]


@app.command
def refresh(
    *,
    out: Out = None,
    env: Env = None,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Ask the source now, and show what changed and what was not believed."""
    with remote(api, key, data_dir) as far:
        ask_again(far)
        hand_out(far, out, env)


@app.command
def show(
    *,
    out: Out = None,
    env: Env = None,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Show the rates that hold, who said them and how old they are."""
    with remote(api, key, data_dir) as far:
        show_rates(far)
        hand_out(far, out, env)


def ask_again(far: Remote) -> None:
    """Refresh, and say what came of it; ``Refused`` when nothing the source says is believed."""
    told = far.post("/fx/refresh", b"", "application/json")
    if told["changed"]:
        console.print(_changes(told["changed"]))
    console.print(f"{len(told['changed'])} changed, {told['unchanged']} unchanged")
    if told["missing"]:
        console.print(f"not given: {', '.join(told['missing'])}", style="yellow")
    for one in told["refused"]:
        said = f"not kept: 1 {one['base']} = {one['rate']} {one['quote']}: {one['why']}"
        console.print(escape(said), style="red")
    if told["refused"] and not told["changed"] and not told["unchanged"]:
        raise Refused("nothing the source says was believed")


def show_rates(far: Remote) -> None:
    """Every rate that holds."""
    rates = list(far.every("/fx/rates"))
    console.print(_rates(rates) if rates else "no rates yet: `smplat fx refresh`")


def hand_out(far: Remote, out: Path | None, env: str | None) -> None:
    """The rates for others: a file, a line, or nothing."""
    if out is None and env is None:
        return
    rates = list(far.every("/fx/rates"))
    if out is not None:
        _write(out, json.dumps({"rates": rates}, indent=2) + "\n")
        console.print(f"wrote {len(rates)} rates to {out}")
    if env is not None:
        console.print(f"{env}='{_table_of(rates)}'", markup=False, soft_wrap=True)


def _write(file: Path, text: str) -> None:
    """Whole or not at all: whoever reads it meanwhile sees the old one."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_text(text)
        os.replace(beside, file)  # noqa: PTH105 - one step, unlike a rename on some systems
    except OSError as error:
        raise Refused(f"cannot write {file}: {error.strerror}") from None


def _table_of(rates: Iterable[Any]) -> str:
    """``{"EUR":{"USD":"1.0837"}}``: what a shop's front end reads."""
    table: dict[str, dict[str, str]] = {}
    for rate in rates:
        table.setdefault(rate["base"], {})[rate["quote"]] = rate["rate"]
    return json.dumps(table, separators=(",", ":"))


def _changes(changes: Iterable[Any]) -> Table:
    table = Table("pair", "before", "now", "by", box=None)
    for one in changes:
        swing = f"{one['swing_percent']} %" if one["swing_percent"] is not None else "new"
        table.add_row(f"{one['base']}/{one['quote']}", one["before"] or "", one["after"], swing)
    return table


def _rates(rates: Iterable[Any]) -> Table:
    table = Table("pair", "rate", "source", "as of", "age", "", box=None)
    for one in rates:
        state = "" if not one["stale"] else "stale" if one["takes_money"] else "takes no money"
        table.add_row(
            f"{one['base']}/{one['quote']}",
            one["rate"],
            escape(one["source"]),
            one["quoted_at"],
            f"{one['age_seconds'] // 3600} h",
            f"[red]{state}[/red]" if state else "",
        )
    return table
