"""What a test, a tour or a person does with parcels, under `/_sandbox/couriers`."""

from datetime import datetime
from typing import Any

from attrs import frozen
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.response import Redirect

from smplat_sandbox.couriers.desk import Desk, ParcelExists, ParcelRefused, tidy
from smplat_sandbox.couriers.parcels import Parcel
from smplat_sandbox.couriers.story import Story
from smplat_sandbox.pages import render

Desks = NamedDependency[SkipValidation[dict[str, Desk]]]


@frozen
class ParcelOrder:
    """A parcel that starts now or at `started_at`; with `seconds_per_step` null it waits."""

    tracking_number: str
    story: Story = Story.NORMAL
    started_at: datetime | None = None
    seconds_per_step: float | None = 3600.0
    seed: int | None = None
    """Each scan at a moment of a plan made from it, and only by `advance`; any start will do."""
    silent: bool = False
    """Push nothing of it."""


class CourierControl(Controller):
    path = "/couriers"

    @get("/")
    async def page(self, desks: Desks) -> Response[bytes]:
        return render("couriers.html", desks=list(desks.values()), stories=list(Story))

    @post("/{courier:str}/parcels", status_code=201)
    async def create(
        self, desks: Desks, courier: FromPath[str], data: JSONBody[ParcelOrder]
    ) -> dict[str, object]:
        desk = found(desks, courier)
        try:
            parcel = desk.create(
                data.tracking_number,
                story=data.story,
                started_at=data.started_at,
                seconds_per_step=data.seconds_per_step,
                seed=data.seed,
                silent=data.silent,
            )
        except ParcelExists as refusal:
            raise HTTPException(detail=str(refusal), status_code=409) from refusal
        except ParcelRefused as refusal:
            raise ClientException(str(refusal)) from refusal
        return parcel.view()

    @get("/stories")
    async def stories(self, desks: Desks) -> dict[str, Any]:
        return {
            "couriers": list(desks),
            "stories": {story.value: story.about for story in Story},
        }

    @get("/{courier:str}/parcels")
    async def parcels(self, desks: Desks, courier: FromPath[str]) -> dict[str, Any]:
        desk = found(desks, courier)
        desk.move()
        return {"parcels": [parcel.view() for parcel in desk.parcels.values()]}

    @get("/{courier:str}/parcels/{number:str}")
    async def look(
        self, desks: Desks, courier: FromPath[str], number: FromPath[str]
    ) -> dict[str, object]:
        desk = found(desks, courier)
        desk.move()
        return found_parcel(desk, number).view()

    @post("/{courier:str}/parcels/{number:str}/advance", status_code=200)
    async def advance(
        self, desks: Desks, courier: FromPath[str], number: FromPath[str]
    ) -> dict[str, object]:
        """409 at the end of the story."""
        desk = found(desks, courier)
        parcel = found_parcel(desk, number)
        try:
            desk.advance(parcel)
        except ParcelRefused as refusal:
            raise HTTPException(detail=str(refusal), status_code=409) from refusal
        return parcel.view()

    @post("/{courier:str}/parcels/{number:str}/next", status_code=303)
    async def next_step(
        self, desks: Desks, courier: FromPath[str], number: FromPath[str]
    ) -> Redirect:
        """The button of the page."""
        desk = found(desks, courier)
        parcel = found_parcel(desk, number)
        if not parcel.finished:
            desk.advance(parcel)
        return Redirect("/_sandbox/couriers", status_code=303)

    @get("/{courier:str}/deliveries")
    async def deliveries(self, desks: Desks, courier: FromPath[str]) -> dict[str, Any]:
        return {"deliveries": found(desks, courier).postbox.views()}


def found(desks: dict[str, Desk], courier: str) -> Desk:
    desk = desks.get(courier)
    if desk is None:
        raise NotFoundException(f"no courier {courier!r}; there are: {', '.join(desks)}")
    return desk


def found_parcel(desk: Desk, number: str) -> Parcel:
    parcel = desk.parcels.get(tidy(number))
    if parcel is None:
        raise NotFoundException(f"{desk.courier.title} has no parcel {number!r}")
    return parcel
