"""What every courier here has: its stories, its words, its way to push and to answer."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.story import Scan, Story
from smplat_sandbox.postbox import Letter
from smplat_sandbox.world import Failure


class Parcels(Protocol):
    """Where an answering courier finds what it knows."""

    def known(self, number: str) -> Parcel | None:
        """The parcel as of now; None before its first scan, as for any other stranger."""
        ...


class Courier(Protocol):
    """Somebody who carries parcels, in their own wire format."""

    name: str
    """Always `couriers`: what fault rules and the request log call all of them."""
    code: str
    title: str
    stories: Mapping[Story, tuple[Scan, ...]]

    def push(self, parcel: Parcel, event: Event, *, url: str) -> Letter:
        """The webhook that tells of this scan, with an id of its own."""
        ...

    def sign(self, letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        """The headers that prove who sent this, as of now."""
        ...

    def answers(self, parcels: Parcels) -> Sequence[HTTPRouteHandler]:
        """The addresses this courier is asked about parcels at, and those of its tokens."""
        ...

    def failure(self, status: int) -> Failure: ...
