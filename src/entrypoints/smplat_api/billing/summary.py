"""Where companies stand."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.billing.views import BillingSummaryView
from smplat_core.billing import BillingQueries
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock


class SummaryController(Controller):
    path = "/billing"
    tags = ("billing",)

    @get(
        "/summary",
        guards=[requires("billing:read")],
        operation_id="getBillingSummary",
        summary="What is owed, and for how long",
    )
    async def summary(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
    ) -> tuple[BillingSummaryView, ...]:
        """One for each currency: issued, outstanding by age, overdue, and money that pays for
        nothing yet. Of one company, or of the whole house for a key that sees all.
        """
        company = CompanyId(company_id) if company_id else caller.company
        if company is not None:
            caller.must_reach(company)
        found = await billing_queries.summary(clock.now(), company=company)
        return tuple(BillingSummaryView.of(each) for each in found)
