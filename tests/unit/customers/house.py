"""The customers context on memory adapters, with one company in it."""

from attrs import define, field

from smplat_core.customers import (
    AddAddress,
    AddContact,
    ArchiveAddress,
    ArchiveContact,
    ChangeRoles,
    CheckAddress,
    CreateCompany,
    EditAddress,
    EditContact,
    ReadPerson,
    RenameCompany,
    RestoreAddress,
    RestoreContact,
    SaveToBook,
    SetDefaults,
    TouchAddress,
)
from smplat_core.legacy import RecordedBridge
from smplat_memory import (
    MemoryAddressRules,
    MemoryBridge,
    MemoryCustomerQueries,
    MemoryDatabase,
    MemoryEmails,
    MemoryPhoneNumbers,
)
from tests.builders.customers import a_company
from tests.builders.legacy import a_mirror


@define
class House:
    database: MemoryDatabase = field(factory=MemoryDatabase)
    far: MemoryBridge = field(factory=MemoryBridge)
    queries: MemoryCustomerQueries = field(init=False)
    create_company: CreateCompany = field(init=False)
    rename_company: RenameCompany = field(init=False)
    add_contact: AddContact = field(init=False)
    edit_contact: EditContact = field(init=False)
    archive_contact: ArchiveContact = field(init=False)
    restore_contact: RestoreContact = field(init=False)
    change_roles: ChangeRoles = field(init=False)
    check: CheckAddress = field(init=False)
    add_address: AddAddress = field(init=False)
    edit_address: EditAddress = field(init=False)
    archive_address: ArchiveAddress = field(init=False)
    restore_address: RestoreAddress = field(init=False)
    set_defaults: SetDefaults = field(init=False)
    save_to_book: SaveToBook = field(init=False)
    touch_address: TouchAddress = field(init=False)

    def __attrs_post_init__(self) -> None:
        begin, clock, ids = self.database.begin, self.database.clock, self.database.ids
        tables = self.database.tables
        queries = self.queries = MemoryCustomerQueries(tables.customers, tables.legacy)
        bridge = RecordedBridge(self.far, begin, clock, ids)
        read = ReadPerson(MemoryPhoneNumbers(), MemoryEmails())
        self.check = CheckAddress(MemoryAddressRules(), MemoryPhoneNumbers())
        self.create_company = CreateCompany(begin, bridge, clock, ids)
        self.rename_company = RenameCompany(begin, clock)
        self.add_contact = AddContact(begin, read, clock, ids)
        self.edit_contact = EditContact(begin, queries, read, clock)
        self.archive_contact = ArchiveContact(begin, queries, clock)
        self.restore_contact = RestoreContact(begin, queries, clock)
        self.change_roles = ChangeRoles(begin, queries, clock)
        self.add_address = AddAddress(begin, self.check, clock, ids)
        self.edit_address = EditAddress(begin, queries, self.check, clock)
        self.archive_address = ArchiveAddress(begin, queries, clock)
        self.restore_address = RestoreAddress(begin, queries, clock)
        self.set_defaults = SetDefaults(begin, queries, clock)
        self.save_to_book = SaveToBook(begin, self.check, clock, ids)
        self.touch_address = TouchAddress(begin)

    async def with_company(self) -> "House":
        async with self.database.begin() as work:
            await work.company_mirrors.save(a_mirror())
            await work.companies.save(a_company())
        return self

    def told(self) -> list[str]:
        return [record.name for record in self.database.tables.log.records]
