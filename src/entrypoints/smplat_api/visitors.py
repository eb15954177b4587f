"""Whom experiments know, from what a request says of the buyer."""

from smplat_core.customers import CompanyId
from smplat_core.pricing.experiments import Visitor


def visitor_of(
    *, buyer: str | None, session: str | None, company: CompanyId | None
) -> Visitor | None:
    """The buyer named, or else the company; ``None`` when nothing is known, not even a session."""
    name = buyer or (str(company) if company else None)
    if name is None and session is None:
        return None
    visitor = Visitor(buyer=name, session=session, company=company)
    visitor.check()
    return visitor
