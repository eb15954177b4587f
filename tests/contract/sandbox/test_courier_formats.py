"""The sandbox's couriers speak so that our adapters understand every step of every story."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import httpx
import pytest
import pytest_asyncio
from attrs import frozen

from smplat_core.fulfillment import (
    Courier,
    CourierPayloadUnreadable,
    Doubt,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
    WebhookSignatureWrong,
)
from smplat_couriers.canada_post import CanadaPostClient, CanadaPostCourier, CanadaPostSettings
from smplat_couriers.chit_chats import ChitChatsClient, ChitChatsCourier, ChitChatsSettings
from smplat_couriers.dhl import DhlClient, DhlCourier, DhlSettings
from smplat_couriers.usps import UspsClient, UspsCourier, UspsSettings
from tests.unit.sandbox.outside import SETTINGS, Outside

T = TrackingStatus

ON_ITS_WAY: Final = "pending picked_up in_transit in_transit in_transit out_for_delivery delivered"
CHIT_CHATS_WAY: Final = "pending pending picked_up in_transit in_transit in_transit delivered"
MEANT: Final = {
    "canada_post": {
        "normal": ON_ITS_WAY,
        "duplicated": ON_ITS_WAY,
        "out_of_order": ON_ITS_WAY,
        "delayed": (
            "pending picked_up in_transit delayed delayed in_transit out_for_delivery delivered"
        ),
        "returned": (
            "pending picked_up in_transit out_for_delivery delivery_attempted return_to_sender"
            " in_transit return_to_sender"
        ),
        "lost": "pending picked_up in_transit in_transit exception exception",
        "unknown_codes": "pending picked_up unknown in_transit out_for_delivery unknown delivered",
        "attempted": (
            "pending picked_up in_transit out_for_delivery delivery_attempted out_for_delivery"
            " delivered"
        ),
        "pickup": "pending picked_up in_transit available_for_pickup delivered",
    },
    "chit_chats": {
        "normal": CHIT_CHATS_WAY,
        "duplicated": CHIT_CHATS_WAY,
        "out_of_order": CHIT_CHATS_WAY,
        "delayed": (
            "pending pending picked_up in_transit in_transit exception in_transit delivered"
        ),
        "returned": ("pending pending picked_up in_transit in_transit exception return_to_sender"),
        "lost": "pending pending picked_up in_transit in_transit exception",
        "unknown_codes": "pending pending picked_up unknown unknown in_transit delivered",
        "attempted": "pending pending picked_up in_transit in_transit exception delivered",
        "pickup": CHIT_CHATS_WAY,
    },
    "usps": {
        "normal": ON_ITS_WAY,
        "duplicated": ON_ITS_WAY,
        "out_of_order": ON_ITS_WAY,
        "delayed": "pending picked_up in_transit delayed in_transit out_for_delivery delivered",
        "returned": (
            "pending picked_up in_transit out_for_delivery delivery_attempted return_to_sender"
            " in_transit return_to_sender"
        ),
        "lost": "pending picked_up in_transit in_transit exception exception",
        "unknown_codes": "pending picked_up unknown unknown out_for_delivery delivered",
        "attempted": (
            "pending picked_up in_transit out_for_delivery delivery_attempted out_for_delivery"
            " delivered"
        ),
        "pickup": "pending picked_up in_transit available_for_pickup delivered",
    },
    "dhl": {
        "normal": ON_ITS_WAY,
        "duplicated": ON_ITS_WAY,
        "out_of_order": ON_ITS_WAY,
        "delayed": (
            "pending picked_up in_transit delayed in_transit in_transit out_for_delivery delivered"
        ),
        "returned": (
            "pending picked_up in_transit out_for_delivery delivery_attempted return_to_sender"
            " in_transit return_to_sender"
        ),
        "lost": "pending picked_up in_transit exception exception",
        "unknown_codes": "pending picked_up unknown unknown unknown out_for_delivery delivered",
        "attempted": (
            "pending picked_up in_transit out_for_delivery delivery_attempted out_for_delivery"
            " delivered"
        ),
        "pickup": "pending picked_up in_transit in_transit available_for_pickup delivered",
    },
}
"""What each story means, in our words and in the order things happened."""
STORIES: Final = [(courier, story) for courier, told in MEANT.items() for story in told]
NUMBERS: Final = {
    "canada_post": "7023210039414604",
    "chit_chats": "8ERNJ8SCQ9",
    "dhl": "7777777770",
    "usps": "9400111206206406260787",
}
PACKAGE: Final = "GM2951173225174494"


@frozen
class Ours:
    """Our own couriers, pointed at the sandbox."""

    couriers: dict[str, Courier]

    async def track(self, courier: str, number: str = "") -> tuple[TrackingEvent, ...]:
        asked = number or NUMBERS[courier]
        [answer] = (await self.couriers[courier].track((asked,))).answers
        assert answer.error is None
        return answer.events

    async def trouble(self, courier: str) -> TrackingErrorKind:
        [answer] = (await self.couriers[courier].track((NUMBERS[courier],))).answers
        assert answer.error is not None
        return answer.error.kind


@pytest_asyncio.fixture
async def ours(world: Outside) -> AsyncIterator[Ours]:
    base = "http://sandbox.test/couriers"
    canada_post = CanadaPostSettings(
        base_url=f"{base}/canada_post",
        username=SETTINGS.canada_post_username,
        password=SETTINGS.canada_post_password,
        webhook_secrets=(SETTINGS.canada_post_webhook_secret,),
    )
    dhl = DhlSettings(
        base_url=f"{base}/dhl",
        api_key=SETTINGS.dhl_api_key,
        webhook_secrets=(SETTINGS.dhl_webhook_secret,),
        ecommerce_base_url=f"{base}/dhl/ecommerce",
        ecommerce_client_id=SETTINGS.dhl_ecommerce_client_id,
        ecommerce_client_secret=SETTINGS.dhl_ecommerce_client_secret,
    )
    chit_chats = ChitChatsSettings(
        base_url=f"{base}/chit_chats",
        client_id=SETTINGS.chit_chats_client_id,
        access_token=SETTINGS.chit_chats_access_token,
        webhook_secrets=(SETTINGS.chit_chats_webhook_secret,),
    )
    usps = UspsSettings(
        base_url=f"{base}/usps",
        client_id=SETTINGS.usps_client_id,
        client_secret=SETTINGS.usps_client_secret,
        webhook_secrets=(SETTINGS.usps_webhook_secret,),
    )
    async with httpx.AsyncClient(transport=world.transport) as http:
        yield Ours(
            {
                "canada_post": CanadaPostCourier(canada_post, CanadaPostClient(canada_post, http)),
                "chit_chats": ChitChatsCourier(chit_chats, ChitChatsClient(chit_chats, http)),
                "dhl": DhlCourier(dhl, DhlClient(dhl, http)),
                "usps": UspsCourier(usps, UspsClient(usps, http)),
            }
        )


def once(events: tuple[TrackingEvent, ...]) -> list[TrackingEvent]:
    """Each fact once, oldest first."""
    found = {event.fingerprint: event for event in events}
    return sorted(found.values(), key=lambda event: event.at)


@pytest.mark.parametrize(("courier", "story"), STORIES)
async def test_a_poll_at_every_step_is_understood(
    world: Outside, ours: Ours, courier: str, story: str
) -> None:
    view = await world.parcel(courier, NUMBERS[courier], story=story, seconds_per_step=3600)

    for step in range(1, len(view["steps"]) + 1):
        facts = once(await ours.track(courier))
        view = (
            await world.client.get(f"/_sandbox/couriers/{courier}/parcels/{NUMBERS[courier]}")
        ).json()
        assert {event.at for event in facts} == {
            datetime.fromisoformat(event["at"]) for event in view["events"]
        }
        assert len(facts) == step
        await world.control("/clock", advance=3600)

    assert [event.status for event in facts] == MEANT[courier][story].split()


@pytest.mark.parametrize(("courier", "story"), STORIES)
async def test_the_pushes_of_a_story_say_the_same_as_its_polls(
    world: Outside, ours: Ours, courier: str, story: str
) -> None:
    view = await world.parcel(courier, NUMBERS[courier], story=story, seconds_per_step=3600)
    steps = len(view["steps"])

    await world.control("/clock", advance=3600 * steps)

    told: list[TrackingEvent] = []
    ids: set[str] = set()
    count = steps * (2 if story == "duplicated" else 1)
    for delivery in await world.receiver.several(count):
        push = ours.couriers[courier].read_webhook(
            delivery.body, delivery.headers, received_at=datetime.now(UTC)
        )
        told += push.events
        ids.add(push.delivery_id)
    # USPS gives deliveries no id: the same words sent twice in a second are one
    assert len(ids) == count or courier == "usps"
    assert once(tuple(told)) == once(await ours.track(courier))


@pytest.mark.parametrize("courier", NUMBERS)
async def test_a_forged_push_is_seen(world: Outside, ours: Ours, courier: str) -> None:
    world.receiver.answers = [401]
    await world.control(
        "/faults", party="couriers", operation=f"webhook.{courier}.*", fault="wrong_signature"
    )
    await world.parcel(courier, NUMBERS[courier])

    forged, honest = await world.receiver.several(2)

    now = datetime.now(UTC)
    with pytest.raises(WebhookSignatureWrong):
        ours.couriers[courier].read_webhook(forged.body, forged.headers, received_at=now)
    push = ours.couriers[courier].read_webhook(honest.body, honest.headers, received_at=now)
    assert [event.status for event in push.events] == [T.PENDING]


@pytest.mark.parametrize("courier", NUMBERS)
async def test_a_push_cut_off_is_signed_for_the_whole(
    world: Outside, ours: Ours, courier: str
) -> None:
    world.receiver.answers = [400]
    await world.control(
        "/faults", party="couriers", operation=f"webhook.{courier}.*", fault="malformed"
    )
    await world.parcel(courier, NUMBERS[courier])

    cut, _ = await world.receiver.several(2)

    with pytest.raises((WebhookSignatureWrong, CourierPayloadUnreadable)):
        ours.couriers[courier].read_webhook(cut.body, cut.headers, received_at=datetime.now(UTC))


async def test_only_what_has_no_zone_is_doubted(world: Outside, ours: Ours) -> None:
    for courier, number in NUMBERS.items():
        await world.parcel(courier, number, seconds_per_step=3600)
    await world.control("/clock", advance=7 * 3600)

    for courier in ("canada_post", "dhl", "usps"):
        first, *rest = await ours.track(courier)
        assert Doubt.ZONE_ASSUMED in first.doubts
        assert not any(event.doubts for event in rest)


async def test_a_contradiction_of_dhl_never_delivers(world: Outside, ours: Ours) -> None:
    await world.parcel("dhl", NUMBERS["dhl"], story="unknown_codes")
    await world.advance("dhl", NUMBERS["dhl"], times=4)

    newest = (await ours.track("dhl"))[-1]

    assert newest.status is T.UNKNOWN
    assert newest.doubts == (Doubt.CONTRADICTION,)


@pytest.mark.parametrize("courier", NUMBERS)
async def test_a_stranger_is_not_found(world: Outside, ours: Ours, courier: str) -> None:
    assert world.receiver.got.empty()

    assert await ours.trouble(courier) is TrackingErrorKind.NOT_FOUND


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("429", TrackingErrorKind.RATE_LIMITED),
        ("500", TrackingErrorKind.UNAVAILABLE),
        ("503", TrackingErrorKind.UNAVAILABLE),
        ("malformed", TrackingErrorKind.UNREADABLE),
    ],
)
@pytest.mark.parametrize("courier", NUMBERS)
async def test_trouble_is_read_for_what_it_is(
    world: Outside, ours: Ours, courier: str, fault: str, kind: TrackingErrorKind
) -> None:
    await world.parcel(courier, NUMBERS[courier])
    await world.control("/faults", party="couriers", operation=f"{courier}.track", fault=fault)

    assert await ours.trouble(courier) is kind
    assert len(await ours.track(courier)) == 1


# --- DHL eCommerce: packages behind a token ------------------------------------------------

ECOMMERCE: Final = {
    story: MEANT["dhl"][story]
    for story in ("normal", "duplicated", "returned", "attempted", "pickup")
} | {
    "delayed": MEANT["dhl"]["delayed"].replace("delayed", "unknown"),
    "unknown_codes": "pending picked_up unknown unknown unknown out_for_delivery delivered",
}


@pytest.mark.parametrize("story", ECOMMERCE)
async def test_packages_are_asked_about_at_ecommerce(
    world: Outside, ours: Ours, story: str
) -> None:
    view = await world.parcel("dhl", PACKAGE, story=story)
    await world.advance("dhl", PACKAGE, times=len(view["steps"]) - 1)

    facts = once(await ours.track("dhl", PACKAGE))

    assert [event.status for event in facts] == ECOMMERCE[story].split()
    assert {event.tracking_number for event in facts} == {PACKAGE}
    operations = {
        one["operation"]
        for one in (await world.client.get("/_sandbox/requests")).json()["requests"]
    }
    assert {"dhl.ecommerce_track", "dhl.track"} & operations == {"dhl.ecommerce_track"}


async def test_packages_are_pushed_by_a_signed_relay(world: Outside, ours: Ours) -> None:
    await world.parcel("dhl", PACKAGE)

    delivery = await world.receiver.next()

    now = datetime.now(UTC)
    push = ours.couriers["dhl"].read_webhook(delivery.body, delivery.headers, received_at=now)
    assert [(event.tracking_number, event.status) for event in push.events] == [
        (PACKAGE, T.PENDING)
    ]
