"""Trying out a field over HTTP."""

import pytest

from tests.unit.api.catalog import Json, wrong
from tests.unit.api.conftest import Client

TRY = "/api/v1/catalog/fields/try"
HANDLE: Json = {"key": "handle", "label": "Account", "type": "text", "pattern": "@[a-z]+"}


async def test_texts_are_tried_on_a_field_nobody_has_yet(client: Client) -> None:
    answer = await client.post(TRY, json={"field": HANDLE, "texts": ["@ana", "ana"]})

    assert answer.status_code == 200
    assert answer.json()["results"] == [
        {"text": "@ana", "value": "@ana", "error": None},
        {
            "text": "ana",
            "value": None,
            "error": {
                "code": "catalog.pattern_mismatch",
                "detail": "'ana' is not of the form that Account has",
                "accepted": "what matches @[a-z]+",
            },
        },
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"pattern": "(a)\\1"}, "/field/pattern", "catalog.bad_pattern"),
        (
            {"type": "number", "pattern": None, "minimum": "x"},
            "/field/minimum",
            "catalog.bad_value",
        ),
        ({"key": "A"}, "/field/key", "catalog.bad_key"),
    ],
)
async def test_a_field_that_cannot_be_one_is_refused_by_pointer(
    client: Client, changes: Json, pointer: str, code: str
) -> None:
    answer = await client.post(TRY, json={"field": {**HANDLE, **changes}, "texts": []})

    assert answer.status_code == 400
    assert answer.json()["code"] == "catalog.bad_content"
    assert wrong(answer) == [(pointer, code)]


async def test_a_pattern_made_to_backtrack_answers_all_the_same(client: Client) -> None:
    field = {**HANDLE, "pattern": "(a+)+"}

    answer = await client.post(TRY, json={"field": field, "texts": ["a" * 4_999 + "b"]})

    assert answer.json()["results"][0]["error"]["code"] == "catalog.pattern_mismatch"
