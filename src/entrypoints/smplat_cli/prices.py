"""Price books from the command line, through the API."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, Problem, Remote, remote
from smplat_cli.telling import Refused, console
from smplat_cli.up.house import DEFAULT_FOLDER

app = App(name="prices", help="Import price files, look at prices, watch their sync with Stripe.")

Book = Annotated[str | None, Parameter(help="Only this book, by its code.")]


@app.command(name="import")
def import_prices(
    file: Path,
    *,
    book: str,
    name: str | None = None,
    region: str | None = None,
    missing: Literal["keep", "archive"] = "keep",
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Fill a price book from a CSV file: all of it, or nothing and a list of every bad row.

    Parameters
    ----------
    file
        Columns sku, label, currency, unit_price; if wanted kind, min_quantity, valid_from,
        valid_until.
    book
        Code of the book; it is made when there is none.
    name
        Of a new book.
    region
        Of the book, such as EU; a book without one is global.
    missing
        Whether prices the file does not mention stay or are archived.
    """
    with remote(api, key, data_dir) as far:
        send_file(far, file, code=book, name=name, region=region, missing=missing)


def send_file(far: Remote, file: Path, **query: str | None) -> None:
    """Import the file and say what it changed; ``Refused`` after a table of all its faults."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused(f"cannot read {file}: {error.strerror}") from None
    try:
        report = far.post("/price-books/import", content, "text/csv", **query)
    except Problem as problem:
        if not problem.errors:
            raise
        console.print(_faults(problem))
        raise Refused(f"nothing of {file} was kept: {len(problem.errors)} faults") from None
    _tell(report)


def _faults(problem: Problem) -> Table:
    table = Table("line", "column", "what is wrong", "accepted", box=None)
    for error in problem.errors:
        _, _, line, column, *_ = (*error["pointer"].split("/"), "", "", "")
        said = error["detail"].split(": ", 1)[-1] if line else error["detail"]
        table.add_row(line, column, escape(said), escape(error.get("accepted", "")))
    return table


def _tell(report: dict[str, Any]) -> None:
    book = report["book"]
    place = f"region {book['region']}" if book["region"] else "global"
    console.print(f"[bold]{book['code']}[/bold] ({place}): {report['created']} new,", end=" ")
    console.print(
        f"{report['changed']} changed, {report['unchanged']} unchanged,"
        f" {report['archived']} archived"
    )
    if report["to_sync"]:
        console.print(f"{report['to_sync']} prices on their way to Stripe", style="dim")
    if left := report["missing"] - report["archived"]:
        skus = ", ".join(report["missing_skus"][:10])
        console.print(f"{left} prices in force are not in the file: {skus} ...", style="yellow")


@app.command(name="list")
def list_prices(
    *,
    book: Book = None,
    sku: str | None = None,
    currency: str | None = None,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Show the books, or the prices of one.

    Parameters
    ----------
    sku
        Only this SKU.
    currency
        Only this currency.
    """
    with remote(api, key, data_dir) as far:
        show_prices(far, book, sku=sku, currency=currency)


def show_prices(far: Remote, code: str | None, **wanted: str | None) -> None:
    """The books, or the wanted prices of the one with this code."""
    books = list(far.every("/price-books"))
    if code is None:
        table = Table("book", "name", "region", "active", "id", box=None)
        for found in books:
            active = "yes" if found["active"] else "no"
            place = found["region"] or "everywhere"
            table.add_row(found["code"], escape(found["name"]), place, active, found["id"])
        console.print(table if books else "no price books yet: `smplat prices import`")
        return
    book = next((found for found in books if found["code"] == code), None)
    if book is None:
        codes = ", ".join(found["code"] for found in books) or "none"
        raise Refused(f"no price book {code!r}; there is {codes}")
    _show(list(far.every(f"/price-books/{book['id']}/entries", **wanted)))


@app.command
def unsynced(*, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER) -> None:
    """Show prices that Stripe does not hold as they are, the longest-waiting first."""
    with remote(api, key, data_dir) as far:
        show_unsynced(far)


def show_unsynced(far: Remote) -> None:
    """The backlog in numbers, and every price in it."""
    backlog = far.get("/price-entries/unsynced", limit=1)["backlog"]
    entries = list(far.every("/price-entries/unsynced"))
    counts = ", ".join(f"{count} {state}" for state, count in backlog["counts"].items())
    console.print(counts + (" [red](late)[/red]" if backlog["late"] else ""))
    if entries:
        _show(entries)


def _show(entries: list[dict[str, Any]]) -> None:
    table = Table("sku", "price", "from", "valid", "sync", "last error", "id", box=None)
    for entry in entries:
        price, sync = entry["unit_price"], entry["sync"]
        since, until = (entry[name] or "" for name in ("valid_from", "valid_until"))
        state = sync["state"] + (" (archived)" if entry["archived_at"] else "")
        table.add_row(
            entry["sku"],
            f"{price['amount']} {price['currency']}",
            str(entry["min_quantity"]),
            f"{since[:10]}..{until[:10]}" if since or until else "always",
            state,
            escape(sync["last_error"] or ""),
            entry["id"],
        )
    console.print(table if entries else "no prices")
