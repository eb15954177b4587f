"""Step 3: a draft, a checkout, a card that is declined, one that pays, and the invoice."""

from html.parser import HTMLParser
from typing import Any

import httpx

from smplat_cli.tour.journey import Journey

LINES = (("SEN-T100", 4), ("SEN-LEAK2", 3), ("GW-LORA-8", 2))
DECLINED = "4000 0000 0000 0002"
GOOD = "4242 4242 4242 4242"
FOUND, PAYMENT_REQUIRED = 303, 402


def order(journey: Journey) -> None:
    _draft(journey)
    url = _send_checkout(journey)
    _pay(journey, url)
    _invoice(journey)


def _draft(journey: Journey) -> None:
    placed = journey.api.post(
        "/orders",
        {
            "company_id": journey.company_id,
            "billing_contact_id": journey.contact_id,
            "billing_address_id": journey.addresses["DE"],
            "currency": "EUR",
            "region": "EU",
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in LINES],
        },
        key=f"tour-{journey.run}-order",
    )
    journey.order = placed.data
    journey.guide.show(
        placed,
        "A draft: prices are bound with a snapshot of where they came from, nobody was asked"
        " for money. It has a billing address and no shipping address: parcels have those.",
        pick=("id", "reference", "status", "payment_status", "total", "lines"),
    )
    state = (placed["status"], placed["payment_status"])
    journey.guide.promise(state == ("pending", "unpaid"), f"a draft is pending, unpaid: {state}")
    bound = all(line["price"]["price_book_entry_id"] for line in placed["lines"])
    journey.guide.promise(bound, "every line remembers the row its price came from")


def _send_checkout(journey: Journey) -> str:
    sent = journey.api.post(f"/orders/{journey.order['id']}/send-checkout")
    again = journey.api.post(f"/orders/{journey.order['id']}/send-checkout")
    journey.guide.promise(again["id"] == sent["id"], "asked again, it is the same page")
    journey.guide.show(
        sent,
        "Every price was compared with Stripe first; one that is missing, stale or different"
        " there would be named here. Asked twice, there is one payment page.",
        pick=("state", "attempt", "amount", "url", "expires_at"),
    )
    journey.guide.promise(sent["amount"] == journey.order["total"], "the page asks for the total")
    return str(sent["url"])


def _pay(journey: Journey, url: str) -> None:
    guide = journey.guide
    with httpx.Client(timeout=30) as browser:
        declined = _submit(browser, url, DECLINED)
        guide.promise(declined.status_code == PAYMENT_REQUIRED, "the first card is declined")
        guide.kept(f"the buyer opens {url}")
        guide.kept(f"and tries {DECLINED}: declined")
        guide.wait(
            "the order knows that the payment failed", lambda: _is(journey, "payment_failed")
        )
        paid = _submit(browser, url, GOOD)
        guide.promise(paid.status_code == FOUND, "the second card pays")
        guide.kept(f"on the same page, {GOOD}: paid")
        guide.wait("a signed webhook made the order paid", lambda: _is(journey, "paid"))
        back = browser.get(paid.headers["location"])
    guide.kept(f"the buyer comes back and reads: {back.json()['message']}")
    events = journey.api.get("/processor-events", order_id=journey.order["id"])
    for event in events["items"]:
        guide.kept(f"{event['source']} {event['kind']}: {event['state']} ({event['detail']})")
    guide.notice(
        "Stripe tells the same fact in several ways and in any order. One of them pays the"
        " order, the others change nothing."
    )
    now = journey.api.get(f"/orders/{journey.order['id']}")
    guide.promise(now["status"] == "processing", "a paid order is processing")


def _is(journey: Journey, payment_status: str) -> bool:
    now = journey.api.get(f"/orders/{journey.order['id']}")
    return bool(now["payment_status"] == payment_status)


def _submit(browser: httpx.Client, url: str, card: str) -> httpx.Response:
    """What a browser does: read the page, fill in its form, send it where the form says."""
    page = browser.get(url)
    form = _Form()
    form.feed(page.text)
    typed = {"email": "mara@aurora-cold-chain.example.com", "card": card, "name": "M Lindqvist"}
    return browser.post(page.url.join(form.action), data={**form.fields, **typed})


class _Form(HTMLParser):
    """The form of a page, with what stands in its fields already."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given.get("action") or ""
        chosen = given.get("type") != "radio" or "checked" in given
        if tag == "input" and chosen and (name := given.get("name")):
            self.fields[name] = given.get("value") or ""


def _invoice(journey: Journey) -> None:
    invoice = journey.guide.wait("the invoice is issued and settled", lambda: _settled(journey))
    answer = journey.api.get(f"/invoices/{invoice['id']}")
    journey.guide.show(
        answer,
        "Issued and settled from the same fact; its number comes from a gapless series.",
        pick=("number", "state", "total", "allocated", "balance", "allocations"),
    )
    journey.guide.promise(answer["total"] == journey.order["total"], "it is for the whole order")
    journey.guide.promise(answer["balance"]["amount"] == "0.00", "nothing is owed any more")


def _settled(journey: Journey) -> dict[str, Any] | None:
    invoices = journey.api.get(f"/orders/{journey.order['id']}/invoices")["items"]
    return next((invoice for invoice in invoices if invoice["state"] == "paid"), None)
