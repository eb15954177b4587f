"""The catalog as a file, and what people look for in it, through the API."""

import csv
import sys
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, Problem, Remote, remote
from smplat_cli.telling import Refused, console
from smplat_cli.up.house import DEFAULT_FOLDER

app = App(name="catalog", help="Carry products in and out; see what people search for.")

Format = Literal["json", "csv"]
KINDS: Final = {"json": "application/json", "csv": "text/csv"}
COLUMNS: Final = ("query", "category", "sort", "searches", "without_result")


@app.command(name="import")
def import_products(
    file: Path,
    *,
    publish: Annotated[bool, Parameter(help="Also put every product on sale.")] = False,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Make drafts of a file of products: all of them, or nothing and a list of every fault.

    Parameters
    ----------
    file
        What `smplat catalog export` writes: .json or .csv.
    """
    with remote(api, key, data_dir) as far:
        send_file(far, file, publish="true" if publish else None)


def send_file(far: Remote, file: Path, *, publish: str | None = None) -> None:
    """Import the file and say what became of it; ``Refused`` after a table of all its faults."""
    kind = KINDS[format_of(file)]
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused(f"cannot read {file}: {error.strerror}") from None
    try:
        told = far.post("/catalog/import", content, kind, publish=publish)
    except Problem as problem:
        if not problem.errors:
            raise
        console.print(_faults(problem))
        said = "1 fault" if len(problem.errors) == 1 else f"{len(problem.errors)} faults"
        raise Refused(f"nothing of {file} was kept: {said}") from None
    console.print(
        f"{told['created']} new, {told['changed']} changed, {told['unchanged']} unchanged,"
        f" {told['published']} published"
    )
    for each in told["warnings"]:
        console.print(escape(f"{each['pointer']}: {each['detail']}"), style="yellow")


def format_of(file: Path) -> Format:
    """By the ending of its name; ``Refused`` when that says nothing."""
    match file.suffix.lower():
        case ".json":
            return "json"
        case ".csv":
            return "csv"
        case _:
            raise Refused(f"{file} says not what it is: call it .json or .csv")


def _faults(problem: Problem) -> Table:
    table = Table("where", "what is wrong", "accepted", box=None)
    for error in problem.errors:
        table.add_row(
            escape(error["pointer"] or "the file"),
            escape(error["detail"]),
            escape(error.get("accepted", "")),
        )
    return table


@app.command
def export(
    file: Path | None = None,
    *,
    format: Annotated[  # noqa: A002 - its name on the command line
        Format | None, Parameter(help="Else by the file's ending; JSON where there is no file.")
    ] = None,
    category: str | None = None,
    kind: Literal["hardware", "digital"] | None = None,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Write the drafts of all products to a file, or to where the output goes.

    Parameters
    ----------
    file
        Overwritten when there is one.
    category
        Only products of this category.
    kind
        Only products of this kind.
    """
    with remote(api, key, data_dir) as far:
        fetch_file(far, file, format, category=category, kind=kind)


def fetch_file(far: Remote, file: Path | None, form: Format | None, **wanted: str | None) -> None:
    """The catalog, written whole or not at all."""
    form = form or (format_of(file) if file else "json")
    content = far.file("/catalog/export", format=form, **wanted)
    if file is None:
        sys.stdout.write(content.decode())
        return
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise Refused(f"cannot write {file}: {error.strerror}") from None
    console.print(f"wrote {file} ({len(content):,} bytes)")


@app.command
def search_insights(
    *,
    days: Annotated[int, Parameter(help="How far back, today included: 1 to 365.")] = 7,
    as_csv: Annotated[bool, Parameter(name="--csv", help="Every count as CSV.")] = False,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Show what people searched for, what is on the rise, and what nobody found."""
    with remote(api, key, data_dir) as far:
        write_counts(far, days) if as_csv else show_insights(far, days)


def show_insights(far: Remote, days: int) -> None:
    """Three tables: found nothing, on the rise, searched most."""
    told = far.get("/observability/catalog-search", days=days, limit=50)
    if not told["items"]:
        console.print(f"nobody searched in {_days(days)}")
        return
    missed, rising = told["zero_result"], told["trending"]
    if missed:
        console.print(_counts("found nothing", missed, ("searches", "without_result")))
    if rising:
        console.print(_counts("on the rise", rising, ("searches", "before")))
    console.print(_counts(f"searched most in {_days(days)}", told["items"], COLUMNS[1:]))


def write_counts(far: Remote, days: int) -> None:
    """Every query, category and sort with its counts, the most searched first."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for each in far.every("/observability/catalog-search", days=days):
        out.writerow([each[name] if each[name] is not None else "" for name in COLUMNS])


def _counts(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Table:
    table = Table("query", *(name.replace("_", " ") for name in columns), box=None, title=title)
    table.title_justify = "left"
    for row in rows:
        cells = (row[name] if row[name] is not None else "any" for name in columns)
        table.add_row(escape(row["query"]), *(escape(str(cell)) for cell in cells))
    return table


def _days(days: int) -> str:
    return "the last day" if days == 1 else f"the last {days} days"
