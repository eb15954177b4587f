"""Orders over HTTP."""

from typing import Final

from smplat_api.orders.routes import OrderController

ROUTES: Final = (OrderController,)

__all__ = ["ROUTES"]
