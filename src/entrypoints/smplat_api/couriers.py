"""Couriers over HTTP: which there are, and what they tell us."""

from typing import Any, Final

from attrs import field, frozen
from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.courier_figures import CourierFiguresController
from smplat_api.described import ANYONE, TakesDelivery
from smplat_api.framing import PUBLIC
from smplat_api.fulfillment.bodies import CourierEventView
from smplat_api.wire import LongText, PageBody, ShortText
from smplat_core.fulfillment import (
    CourierProfile,
    ReadCouriers,
    ReceiveCourierDelivery,
    SaveCourier,
    ShipmentQueries,
    courier_code,
)
from smplat_core.kernel import PageRequest


@frozen
class CourierView:
    """Somebody who can carry parcels. Without an `adapter`, nobody asks it about them."""

    code: str
    name: str
    tracking_url: str | None
    adapter: str | None
    active: bool
    """Whether new shipments can have it."""
    confirms_webhooks: bool

    @classmethod
    def of(cls, profile: CourierProfile) -> "CourierView":
        return cls(
            code=profile.code,
            name=profile.name,
            tracking_url=profile.tracking_url,
            adapter=profile.adapter,
            active=profile.active,
            confirms_webhooks=profile.confirms_webhooks,
        )


@frozen
class CourierBody:
    """`tracking_url` is https on a public host and holds `{tracking_number}` once.

    `adapter` asks the courier and reads its webhooks: `canada_post`, `chit_chats`, `dhl` or `usps`.
    """

    name: ShortText
    tracking_url: LongText | None = None
    adapter: ShortText | None = None
    active: bool = True
    confirms_webhooks: bool = False
    """Whether a delivery told by webhook counts only once the courier, asked, says the same."""

    def to_profile(self, code: str) -> CourierProfile:
        return CourierProfile.of(
            code,
            name=self.name,
            tracking_url=self.tracking_url,
            adapter=self.adapter,
            active=self.active,
            confirms_webhooks=self.confirms_webhooks,
        )


@frozen
class NewCourierBody(CourierBody):
    """The same, with the code it shall have for ever."""

    code: ShortText = field(kw_only=True)


@frozen
class ReceiptView:
    """The delivery is kept; `repeated` when it was here before."""

    delivery_id: str
    repeated: bool


class CourierController(Controller):
    path = "/couriers"
    tags = ("couriers",)

    @get(
        "/",
        guards=[requires("fulfillment:read")],
        operation_id="listCouriers",
        summary="List the couriers a shipment can have",
    )
    async def list_couriers(
        self, read_couriers: NamedDependency[SkipValidation[ReadCouriers]]
    ) -> PageBody[CourierView]:
        """By code. Every installation begins with four."""
        return PageBody(tuple(CourierView.of(profile) for profile in await read_couriers.every()))

    @put(
        "/{code:str}",
        guards=[requires("fulfillment:write")],
        operation_id="saveCourier",
        summary="Add a courier or describe it anew",
    )
    async def save(
        self,
        save_courier: NamedDependency[SkipValidation[SaveCourier]],
        code: FromPath[str],
        data: JSONBody[CourierBody],
    ) -> CourierView:
        """Shipments already made keep their tracking address."""
        return CourierView.of(await save_courier(data.to_profile(code)))

    @post(
        "/",
        guards=[requires("fulfillment:write")],
        operation_id="addCourier",
        summary="Add a courier",
    )
    async def add(
        self,
        save_courier: NamedDependency[SkipValidation[SaveCourier]],
        data: JSONBody[NewCourierBody],
    ) -> CourierView:
        """409 `fulfillment.courier_exists` when its code is taken."""
        return CourierView.of(await save_courier.add(data.to_profile(data.code)))

    @get(
        "/{code:str}",
        guards=[requires("fulfillment:read")],
        operation_id="getCourier",
        summary="Read a courier",
    )
    async def read(
        self, read_couriers: NamedDependency[SkipValidation[ReadCouriers]], code: FromPath[str]
    ) -> CourierView:
        """As it is configured now."""
        return CourierView.of(await read_couriers(courier_code(code)))

    @post(
        "/{code:str}/retire",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="retireCourier",
        summary="Give no new shipments to a courier",
    )
    async def retire(
        self, save_courier: NamedDependency[SkipValidation[SaveCourier]], code: FromPath[str]
    ) -> CourierView:
        """Shipments under way are followed to their end."""
        return CourierView.of(await save_courier.retire(courier_code(code)))

    @post(
        "/{code:str}/restore",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="restoreCourier",
        summary="Let new shipments have a courier again",
    )
    async def restore(
        self, save_courier: NamedDependency[SkipValidation[SaveCourier]], code: FromPath[str]
    ) -> CourierView:
        """One that was never retired stays as it is."""
        return CourierView.of(await save_courier.restore(courier_code(code)))

    @get(
        "/events/unmatched",
        guards=[requires("fulfillment:write")],
        operation_id="listUnmatchedCourierEvents",
        summary="What couriers said about parcels nobody here knows",
    )
    async def unmatched(
        self,
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[CourierEventView]:
        """Newest first. They find their shipment as soon as one has the number."""
        page = await shipment_queries.unmatched(PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(CourierEventView.of))


class CourierWebhookController(Controller):
    path = "/webhooks/couriers"
    tags = ("webhooks",)

    @post(
        "/{code:str}",
        status_code=202,
        opt={PUBLIC: True},
        security=ANYONE,
        operation_class=TakesDelivery,
        operation_id="receiveCourierWebhook",
        summary="Take a courier's webhook",
    )
    async def receive(
        self,
        receive_courier_delivery: NamedDependency[SkipValidation[ReceiveCourierDelivery]],
        request: Request[Any, Any, Any],
        code: FromPath[str],
    ) -> ReceiptView:
        """Signed, in the courier's own format. Kept before anything else is done with it.

        401 when the signature is missing, wrong or too old; 400 when the body cannot be read.
        """
        receipt = await receive_courier_delivery(
            code, body=await request.body(), headers=dict(request.headers)
        )
        return ReceiptView(delivery_id=receipt.delivery_id, repeated=not receipt.is_new)


ROUTES: Final = (CourierController, CourierFiguresController, CourierWebhookController)
