"""Everything a unit of work must offer, for all contexts together."""

from typing import Protocol

from smplat_core.access import AccessWork
from smplat_core.automation import AutomationWork
from smplat_core.billing import BillingWork
from smplat_core.catalog import CatalogWork
from smplat_core.customers import CustomersWork
from smplat_core.fulfillment import FulfillmentWork
from smplat_core.guardrails import GuardrailsWork
from smplat_core.insights import InsightsWork
from smplat_core.jobs import DeliveriesWork, JobRunsWork, SchedulesWork
from smplat_core.kernel import References
from smplat_core.orders.carts import CartsWork
from smplat_core.payments import FanOutWork
from smplat_core.pricing import PricingWork
from smplat_core.pricing.agreements import AgreementsWork
from smplat_core.pricing.experiments import ExperimentsWork
from smplat_core.pricing.fx import FxWork


class Work(
    AutomationWork,
    BillingWork,
    FulfillmentWork,
    FanOutWork,
    AgreementsWork,
    CartsWork,
    PricingWork,
    ExperimentsWork,
    FxWork,
    GuardrailsWork,
    CatalogWork,
    InsightsWork,
    CustomersWork,
    AccessWork,
    JobRunsWork,
    DeliveriesWork,
    SchedulesWork,
    Protocol,
):
    """The sum of every context's ``…Work``: what a database has to bring."""

    @property
    def references(self) -> References: ...
