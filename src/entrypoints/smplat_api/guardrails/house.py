"""What of margins is the house's alone."""

from litestar.handlers import BaseRouteHandler

from smplat_api.access import CALLER, Caller, Connection
from smplat_core.kernel import NotAllowed


class MarginsNotForCompanies(NotAllowed):
    """What things cost us no buyer may read."""

    code = "guardrails.not_for_companies"


async def of_the_house(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard: no company's key, whatever its scopes; ``MarginsNotForCompanies``."""
    caller: Caller = connection.scope["state"][CALLER]
    if caller.company is not None:
        raise MarginsNotForCompanies("a company's key sees its own prices, not what they earn")
