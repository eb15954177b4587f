"""Parcels: created by a script, moved by the clock or by hand, looked at by anybody."""

from pathlib import Path

import pytest

from tests.unit.sandbox.outside import Outside, outside

PIN = "7023210039414604"
AWB = "7777777770"


async def test_a_parcel_moves_with_the_clock_of_the_world(world: Outside) -> None:
    await world.parcel("dhl", AWB, seconds_per_step=3600)

    await world.control("/clock", advance=2 * 3600 + 5)

    view = (await world.client.get(f"/_sandbox/couriers/dhl/parcels/{AWB}")).json()
    assert [event["word"] for event in view["events"]] == ["informed", "picked_up", "processed"]
    assert view["events"][-1]["at"] == "2026-11-20T14:00:00+00:00"
    assert view["due"] == "2026-11-20T15:00:00+00:00"


async def test_a_parcel_that_started_long_ago_has_its_whole_way_behind_it(world: Outside) -> None:
    view = await world.parcel(
        "canada_post", PIN, started_at="2026-11-10T08:00:00-05:00", seconds_per_step=86400
    )

    assert view["finished"]
    assert view["events"][0]["at"] == "2026-11-10T13:00:00+00:00"
    assert view["events"][-1]["at"] == "2026-11-16T13:00:00+00:00"


async def test_a_parcel_that_starts_later_is_a_stranger_until_then(world: Outside) -> None:
    await world.parcel("dhl", AWB, started_at="2026-11-20T12:10:00Z")

    before = await world.dhl(AWB)
    await world.control("/clock", advance=600)
    after = await world.dhl(AWB)

    assert (before.status_code, after.status_code) == (404, 200)


async def test_steps_by_hand_never_share_a_second(world: Outside) -> None:
    await world.parcel("canada_post", PIN)

    view = await world.advance("canada_post", PIN, times=6)

    moments = [event["at"] for event in view["events"]]
    assert moments == sorted(set(moments))
    assert view["finished"]


async def test_a_story_that_has_ended_cannot_go_on(world: Outside) -> None:
    await world.parcel("canada_post", PIN)
    await world.advance("canada_post", PIN, times=6)

    answer = await world.client.post(f"/_sandbox/couriers/canada_post/parcels/{PIN}/advance")

    assert answer.status_code == 409
    assert "taken all its steps" in answer.text


async def test_out_of_order_tells_the_delivery_before_what_came_before_it(world: Outside) -> None:
    await world.parcel("dhl", AWB, story="out_of_order", seconds_per_step=3600)

    await world.control("/clock", advance=7 * 3600)

    view = (await world.client.get(f"/_sandbox/couriers/dhl/parcels/{AWB}")).json()
    *_, delivered, out = view["events"]
    assert (delivered["word"], out["word"]) == ("delivered", "out_for_delivery")
    assert out["at"] < delivered["at"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"tracking_number": "no such-number"}, "6 to 40 letters or digits"),
        ({"tracking_number": AWB, "story": "eaten"}, "story"),
        ({"tracking_number": AWB, "seconds_per_step": 0}, "seconds_per_step must be 1"),
        ({"tracking_number": AWB, "started_at": "2026-11-20T12:00:00"}, "needs a time zone"),
        ({"tracking_number": AWB, "started_at": "9999-12-31T12:00:00Z"}, "within a year"),
    ],
)
async def test_a_parcel_that_cannot_be_is_refused_with_a_reason(
    world: Outside, body: dict[str, object], words: str
) -> None:
    answer = await world.client.post("/_sandbox/couriers/dhl/parcels", json=body)

    assert answer.status_code == 400
    assert words in answer.text


async def test_a_number_is_used_once_however_it_is_spaced(world: Outside) -> None:
    await world.parcel("dhl", AWB)

    again = await world.client.post(
        "/_sandbox/couriers/dhl/parcels", json={"tracking_number": " 77777 77770"}
    )

    assert again.status_code == 409


@pytest.mark.parametrize("path", ["/fedex/parcels", "/dhl/parcels/1234567890"])
async def test_what_nobody_knows_is_not_found(world: Outside, path: str) -> None:
    answer = await world.client.get(f"/_sandbox/couriers{path}")

    assert answer.status_code == 404
    assert "dhl" in answer.text.lower()


async def test_people_see_parcels_and_move_them(world: Outside) -> None:
    await world.parcel("canada_post", PIN)

    moved = await world.client.post(
        f"/_sandbox/couriers/canada_post/parcels/{PIN}/next", follow_redirects=True
    )
    front = await world.client.get("/")

    assert "Shipment picked up by Canada Post" in moved.text
    assert "2 of 7" in moved.text
    assert "/couriers/canada_post" in front.text


async def test_parcels_survive_a_restart(tmp_path: Path) -> None:
    async with outside(data_dir=tmp_path) as before:
        await before.parcel("canada_post", PIN, story="returned")
        told = await before.advance("canada_post", PIN, times=3)

    async with outside(data_dir=tmp_path) as after:
        view = (await after.client.get(f"/_sandbox/couriers/canada_post/parcels/{PIN}")).json()

    assert view == told


async def test_a_reset_forgets_parcels(world: Outside) -> None:
    await world.parcel("dhl", AWB)

    await world.control("/reset")

    assert (await world.dhl(AWB)).status_code == 404
