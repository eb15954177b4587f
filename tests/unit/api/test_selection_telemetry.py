"""What is counted of selections and of wrong inputs."""

from tests.unit.api.catalog import PRODUCTS, drafted, on_sale, plain
from tests.unit.api.conftest import Client

METRICS = "/api/v1/observability/prometheus"
FIELD = {"key": "days", "label": "Days", "type": "number", "maximum": "9"}
HIDDEN = {
    "key": "note",
    "label": "Note",
    "type": "text",
    "visible_when": [{"subject": "channel", "any_of": ["partner"]}],
}


async def count(client: Client, line: str) -> float:
    """What one line of the metrics says now; 0 while it is not there."""
    text = (await client.get(METRICS)).text
    found = [said.rpartition(" ")[2] for said in text.splitlines() if said.startswith(f"{line} ")]
    return float(found[0]) if found else 0.0


async def test_what_is_wrong_with_selections_is_counted_by_code(client: Client) -> None:
    path = await on_sale(client, plain(fields=[FIELD, HIDDEN]), slug="likes")
    refused = 'smplat_input_refused_total{code="catalog.number_too_large"}'
    looked = 'smplat_selection_examined_total{outcome="refused",preset="without"}'
    cleared = "smplat_selection_cleared_total"
    before = [await count(client, line) for line in (refused, looked, cleared)]

    answer = await client.post(
        f"{path}/configure",
        json={"currency": "EUR", "selection": {"fields": {"days": "10", "note": "hello"}}},
    )

    assert answer.status_code == 200
    after = [await count(client, line) for line in (refused, looked, cleared)]
    assert [now - was for now, was in zip(after, before, strict=True)] == [1, 1, 1]


async def test_what_is_wrong_with_a_refused_request_is_counted_by_code(client: Client) -> None:
    line = 'smplat_input_refused_total{code="catalog.bad_slug"}'
    before = await count(client, line)

    answer = await client.post(PRODUCTS, json={"slug": "A", "content": plain()})

    assert answer.status_code == 400
    assert await count(client, line) == before + 1


async def test_what_is_right_is_not_counted_as_wrong(client: Client) -> None:
    line = 'smplat_input_refused_total{code="catalog.bad_slug"}'
    before = await count(client, line)

    await drafted(client, slug="likes")

    assert await count(client, line) == before
