"""The main job from end to end: up, demo and tour, as a newcomer meets them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any, Final

from smplat_cli.up.demo import seed
from tests.contract.tour.conftest import Product

ROOT: Final = Path(__file__).parents[3]
THE_PATH: Final = ROOT / "docs/tutorial/the-path.md"


def everything(product: Product) -> dict[str, Any]:
    """All the demo makes, as the API shows it."""
    companies = product.get("/companies").json()["items"]
    found = {"companies": companies, "books": product.get("/price-books").json()}
    for company in companies:
        for kind in ("contacts", "addresses"):
            found[f"{company['id']}:{kind}"] = product.get(f"/companies/{company['id']}/{kind}")
    return {name: getattr(each, "text", each) for name, each in found.items()}


def test_the_demo_has_prices_and_customers_in_five_countries(product: Product) -> None:
    companies = product.get("/companies").json()["items"]
    books = product.get("/price-books").json()["items"]
    addresses = [
        address
        for company in companies
        for address in product.get(f"/companies/{company['id']}/addresses").json()["items"]
    ]

    assert {book["code"] for book in books} == {
        "sensors",
        "sensors-eu",
        "sensors-ca",
        "services",
    }
    assert {each["address"]["country"] for each in addresses} == {"CA", "DE", "GB", "JP", "US"}
    assert {each["validation_status"] for each in addresses} == {"valid"}


def test_the_demo_sells_products_of_both_kinds_with_pictures_and_prices(product: Product) -> None:
    shelf = product.get("/products?limit=200&currency=EUR").json()["items"]

    assert len(shelf) >= 40
    assert {card["kind"] for card in shelf} == {"hardware", "digital"}
    assert all(card["picture"] for card in shelf)
    unpriced = {card["slug"] for card in shelf if card["price"] is None}
    assert unpriced == set()
    assert "telegram-members" not in {card["slug"] for card in shelf}


def test_a_second_start_changes_nothing_of_the_demo(product: Product) -> None:
    before = everything(product)

    seed(product.api_url, product.token)

    assert everything(product) == before


def test_the_tutorials_blocks_can_be_pasted_one_after_the_other(product: Product) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", THE_PATH.read_text(), re.DOTALL | re.MULTILINE)
    where = {
        "API": f"{product.api_url}/api/v1",
        "SANDBOX": product.sandbox_url,
        "KEY": product.token,
    }

    pasted = subprocess.run(  # noqa: S603 - our own page
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],  # noqa: S607 - any bash will do
        cwd=ROOT,
        env=os.environ | where,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert pasted.returncode == 0, pasted.stdout[-2000:] + pasted.stderr
    assert "status is completed" in pasted.stdout
    assert "automation.fallback_triggered" in pasted.stdout.splitlines()[-2]


def test_the_tour_finds_everything_as_promised_and_leaves_the_settings_as_they_were(
    product: Product,
) -> None:
    before = product.get("/automation-scenarios").json()

    tour = product.command("tour")

    after = product.get("/automation-scenarios").json()
    assert (tour.returncode, tour.stderr) == (0, ""), tour.stdout[-3000:]
    assert "everything was as promised" in tour.stdout
    assert [each | {"version": 0} for each in after] == [each | {"version": 0} for each in before]


def test_a_tour_without_a_sandbox_says_what_it_needs(product: Product) -> None:
    tour = product.command("tour", "--sandbox", "http://127.0.0.1:1")

    assert (tour.returncode, tour.stdout) == (1, "")
    assert "cannot reach the sandbox at http://127.0.0.1:1" in tour.stderr
