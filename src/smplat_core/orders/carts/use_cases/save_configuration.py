"""Keeping configurations to come back to."""

from attrs import frozen

from smplat_core.catalog import Selection
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.orders.carts.ports import CartsWork
from smplat_core.orders.carts.saved import SavedConfiguration, checked_name
from smplat_core.orders.carts.vocabulary import (
    MOST_SAVED,
    BadSavedConfiguration,
    SavedConfigurationChanged,
    SavedConfigurationId,
)


@frozen(kw_only=True)
class NewSavedConfiguration:
    """What is to be kept; the selection may be unfinished."""

    company_id: CompanyId
    contact_id: ContactId | None = None
    name: str
    product: str
    seen_version: int | None = None
    selection: Selection
    quantity: int | None = None


@frozen
class SaveConfiguration:
    """Keep a selection under a name."""

    begin: Begin[CartsWork]
    clock: Clock
    ids: Ids

    async def __call__(self, asked: NewSavedConfiguration) -> SavedConfiguration:
        """``BadSavedConfiguration`` without a name, for nobody's contact, or past 500."""
        now = self.clock.now()
        name = checked_name(asked.name)
        async with self.begin() as work:
            await work.companies.get(asked.company_id)
            if asked.contact_id is not None:
                contact = await work.contacts.get(asked.contact_id)
                if contact.company_id != asked.company_id:
                    raise BadSavedConfiguration.at(
                        "/contact_id",
                        f"the company has no contact {asked.contact_id}",
                        accepted="the id of one of its contacts",
                    )
            if await work.saved_configurations.count(asked.company_id) >= MOST_SAVED:
                raise BadSavedConfiguration.at(
                    "", f"the company has {MOST_SAVED} already", accepted="forget one first"
                )
            return await work.saved_configurations.save(
                SavedConfiguration(
                    id=SavedConfigurationId(self.ids.new()),
                    company_id=asked.company_id,
                    contact_id=asked.contact_id,
                    name=name,
                    product=asked.product,
                    seen_version=asked.seen_version,
                    selection=asked.selection,
                    quantity=asked.quantity,
                    created_at=now,
                    updated_at=now,
                )
            )


@frozen(kw_only=True)
class SavedEdit:
    """The saved configuration as it is to be from now on."""

    name: str
    selection: Selection
    quantity: int | None = None
    seen_version: int | None = None


@frozen
class EditSavedConfiguration:
    """Another name or selection; for autosaving, too. Changing nothing is no error."""

    begin: Begin[CartsWork]
    clock: Clock

    async def __call__(
        self,
        saved_id: SavedConfigurationId,
        edit: SavedEdit,
        *,
        company: CompanyId | None,
        expected_version: int | None = None,
    ) -> SavedConfiguration:
        async with self.begin() as work:
            saved = await work.saved_configurations.get(saved_id, company=company)
            if expected_version not in (None, saved.version):
                raise SavedConfigurationChanged(
                    f"it is at version {saved.version}", current_version=saved.version
                )
            after = saved.changed(
                name=edit.name,
                selection=edit.selection,
                quantity=edit.quantity,
                seen_version=edit.seen_version,
                at=self.clock.now(),
            )
            return saved if after is saved else await work.saved_configurations.save(after)


@frozen
class ForgetSavedConfiguration:
    begin: Begin[CartsWork]

    async def __call__(self, saved_id: SavedConfigurationId, *, company: CompanyId | None) -> None:
        """``SavedConfigurationNotFound`` when there is none, or not for this caller."""
        async with self.begin() as work:
            saved = await work.saved_configurations.get(saved_id, company=company)
            await work.saved_configurations.forget(saved.id)
