"""What of the catalog is the house's alone."""

from litestar.handlers import BaseRouteHandler

from smplat_api.access import CALLER, Caller, Connection
from smplat_core.kernel import NotAllowed


class NotForCompanies(NotAllowed):
    """Drafts, versions and flags are the house's; companies see what is on sale: ``/products``."""

    code = "catalog.not_for_companies"


async def of_the_house(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard: no company's key, whatever its scopes; ``NotForCompanies``."""
    caller: Caller = connection.scope["state"][CALLER]
    if caller.company is not None:
        raise NotForCompanies("a company's key sees products that are on sale, under /products")
