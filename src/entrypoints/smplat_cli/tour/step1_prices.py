"""Step 1: a price book from a CSV file, and Stripe following in the background."""

from pathlib import Path
from typing import Any

from smplat_app.demo import PRICE_BOOKS
from smplat_cli.tour.door import Answer
from smplat_cli.tour.journey import Journey

SYNCED_AGAIN = {"sku": "GW-LORA-8", "currency": "EUR"}


def prices(journey: Journey) -> None:
    api, guide = journey.api, journey.guide
    first, *others = PRICE_BOOKS
    imported = _import(journey, *first)
    guide.show(
        imported,
        "All of the file or nothing of it. Sent twice it changes nothing, so you can keep prices"
        " in a spreadsheet. On the command line: smplat prices import FILE --book CODE.",
        pick=("created", "changed", "unchanged", "archived", "to_sync", "missing"),
    )
    for book in others:
        report = _import(journey, *book)
        guide.kept(f"{book[0]}: {report['book']['name']}, prices for region {book[2]}")

    book_id = _book(journey, "sensors-eu")["id"]
    entries = api.get(f"/price-books/{book_id}/entries", **SYNCED_AGAIN)["items"]
    entry = min(entries, key=lambda each: int(each["min_quantity"]))
    api.post(f"/price-entries/{entry['id']}/sync")
    guide.kept("one price is asked to go to Stripe once more; a worker takes it from here")
    guide.wait("every price stands at Stripe as it stands here", lambda: _all_synced(journey))

    again = api.get(f"/price-entries/{entry['id']}")
    guide.show(
        again,
        "Each price knows its twin at Stripe. Edit it, and it is stale until Stripe has the new"
        " one; until then no checkout can use it.",
        pick=("sku", "unit_price", "min_quantity", "sync"),
    )
    guide.promise(again["sync"]["state"] == "synced", "the price is synced")
    guide.promise(again["sync"]["stripe_price_id"], "the price has an id at Stripe")


def _import(journey: Journey, code: str, name: str, region: str | None, file: Path) -> Answer:
    content = file.read_bytes()
    query = {"code": code, "name": name} | ({"region": region} if region else {})
    report = journey.api.ask(
        "POST",
        "/price-books/import",
        params=query,
        content=content,
        headers={"Content-Type": "text/csv"},
        shown=f"{len(content.splitlines()) - 1} rows of {file.name}",
    )
    told = sum(report[count] for count in ("created", "changed", "unchanged"))
    rows = len(content.splitlines()) - 1
    journey.guide.promise(told == rows, f"{rows} rows are {rows} prices, not {told}")
    return report


def _book(journey: Journey, code: str) -> dict[str, Any]:
    books = journey.api.get("/price-books", limit=200)["items"]
    return next(book for book in books if book["code"] == code)


def _all_synced(journey: Journey) -> bool:
    counts = journey.api.get("/price-entries/unsynced", limit=1)["backlog"]["counts"]
    journey.guide.promise(not counts["failed"], f"{counts['failed']} prices failed to sync")
    return not (counts["pending"] or counts["stale"])
