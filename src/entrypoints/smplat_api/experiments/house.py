"""What of experiments is the house's alone."""

from litestar.handlers import BaseRouteHandler

from smplat_api.access import CALLER, Caller, Connection
from smplat_core.kernel import NotAllowed


class ExperimentsNotForCompanies(NotAllowed):
    """Who is compared with whom, and what came of it, no buyer may read."""

    code = "pricing.experiments_not_for_companies"


async def of_the_house(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard: no company's key, whatever its scopes; ``ExperimentsNotForCompanies``."""
    caller: Caller = connection.scope["state"][CALLER]
    if caller.company is not None:
        raise ExperimentsNotForCompanies("a company's key sees its own prices, not how they differ")
