"""Use cases of the customers context."""

from dependency_injector.providers import Singleton

from smplat_app.legacy import LegacyUseCases
from smplat_app.ports import Ports
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

BEGIN, CLOCK, IDS, QUERIES = Ports.begin, Ports.clock, Ports.ids, Ports.customer_queries


class CustomersUseCases(Ports):
    create_company = Singleton(
        CreateCompany, begin=BEGIN, bridge=LegacyUseCases.recorded_bridge, clock=CLOCK, ids=IDS
    )
    rename_company = Singleton(RenameCompany, begin=BEGIN, clock=CLOCK)

    read_person = Singleton(ReadPerson, phones=Ports.phone_numbers, emails=Ports.emails)
    add_contact = Singleton(AddContact, begin=BEGIN, read_person=read_person, clock=CLOCK, ids=IDS)
    edit_contact = Singleton(
        EditContact, begin=BEGIN, queries=QUERIES, read_person=read_person, clock=CLOCK
    )
    archive_contact = Singleton(ArchiveContact, begin=BEGIN, queries=QUERIES, clock=CLOCK)
    restore_contact = Singleton(RestoreContact, begin=BEGIN, queries=QUERIES, clock=CLOCK)
    change_roles = Singleton(ChangeRoles, begin=BEGIN, queries=QUERIES, clock=CLOCK)

    check_address = Singleton(CheckAddress, rules=Ports.address_rules, phones=Ports.phone_numbers)
    add_address = Singleton(AddAddress, begin=BEGIN, check=check_address, clock=CLOCK, ids=IDS)
    edit_address = Singleton(
        EditAddress, begin=BEGIN, queries=QUERIES, check=check_address, clock=CLOCK
    )
    archive_address = Singleton(ArchiveAddress, begin=BEGIN, queries=QUERIES, clock=CLOCK)
    restore_address = Singleton(RestoreAddress, begin=BEGIN, queries=QUERIES, clock=CLOCK)
    set_default_addresses = Singleton(SetDefaults, begin=BEGIN, queries=QUERIES, clock=CLOCK)
    save_to_book = Singleton(SaveToBook, begin=BEGIN, check=check_address, clock=CLOCK, ids=IDS)
    touch_address = Singleton(TouchAddress, begin=BEGIN)
