"""Operators let reactions have the events they were given up at, over HTTP."""

import pytest

from tests.unit.api.conftest import Client

DEAD = "/api/v1/dead-deliveries"


async def test_nothing_that_fits_is_not_found(client: Client) -> None:
    answer = await client.post(f"{DEAD}/revive", json={"reaction": "billing.nothing"})

    assert (answer.status_code, answer.json()["code"]) == (404, "jobs.dead_delivery_not_found")


@pytest.mark.parametrize("position", [0, -1, 2**63, 2**70, "1", 1.5, True])
async def test_a_position_no_event_can_have_is_refused(client: Client, position: object) -> None:
    answer = await client.post(f"{DEAD}/revive", json={"position": position})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/position"]


async def test_a_position_alone_and_none_at_all_are_questions_too(client: Client) -> None:
    answers = [await client.post(f"{DEAD}/revive", json=body) for body in ({}, {"position": 7})]

    assert {answer.status_code for answer in answers} == {404}
