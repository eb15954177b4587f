"""A company: the customer, always wrapping its mirror in the legacy system."""

from datetime import datetime

from attrs import field, frozen

from smplat_core.customers.events import CompanyCreated, CompanyRenamed
from smplat_core.customers.vocabulary import CompanyId
from smplat_core.kernel import Event, evolve
from smplat_core.legacy import CompanyMirrorId


@frozen(kw_only=True)
class Company:
    """The source of truth about a customer; the mirror only remembers where it came from."""

    id: CompanyId
    name: str
    company_mirror_id: CompanyMirrorId
    created_at: datetime
    updated_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def create(
        cls, company_id: CompanyId, *, name: str, mirror_id: CompanyMirrorId, at: datetime
    ) -> "Company":
        event = CompanyCreated(at=at, company_id=company_id, mirror_id=mirror_id)
        return cls(
            id=company_id,
            name=name,
            company_mirror_id=mirror_id,
            created_at=at,
            updated_at=at,
            news=(event,),
        )

    def rename(self, name: str, *, at: datetime) -> "Company":
        """The name it already has changes nothing."""
        if name == self.name:
            return self
        event = CompanyRenamed(at=at, company_id=self.id, before=self.name, after=name)
        return evolve(self, name=name, updated_at=at, news=(*self.news, event))
