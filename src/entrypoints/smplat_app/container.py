"""Everything the system can do, in one container whose ports are still open."""

from smplat_app.access import AccessUseCases
from smplat_app.automation import AutomationUseCases
from smplat_app.billing import BillingUseCases
from smplat_app.carts import CartsUseCases
from smplat_app.catalog import CatalogUseCases
from smplat_app.customers import CustomersUseCases
from smplat_app.experiments import ExperimentsUseCases
from smplat_app.fan_out import FanOutUseCases
from smplat_app.fulfillment import FulfillmentUseCases
from smplat_app.fx import FxUseCases
from smplat_app.guardrails import GuardrailsUseCases
from smplat_app.insights import InsightsUseCases
from smplat_app.jobs import JobsUseCases
from smplat_app.legacy import LegacyUseCases
from smplat_app.media import MediaUseCases
from smplat_app.orders import OrdersUseCases
from smplat_app.oversight import OversightUseCases
from smplat_app.payments import PaymentsUseCases
from smplat_app.pricing import PricingUseCases
from smplat_app.replay import ReplayUseCases
from smplat_app.search import SearchUseCases


class UseCases(
    AccessUseCases,
    JobsUseCases,
    InsightsUseCases,
    SearchUseCases,
    LegacyUseCases,
    CustomersUseCases,
    MediaUseCases,
    CatalogUseCases,
    CartsUseCases,
    OrdersUseCases,
    PaymentsUseCases,
    FanOutUseCases,
    PricingUseCases,
    FxUseCases,
    GuardrailsUseCases,
    ExperimentsUseCases,
    BillingUseCases,
    FulfillmentUseCases,
    AutomationUseCases,
    OversightUseCases,
    ReplayUseCases,
):
    """All contexts' use cases. Give it adapters: ``UseCases(begin=..., clock=..., ...)``."""
