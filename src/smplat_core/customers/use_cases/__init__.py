"""What a caller can do with companies, contacts and addresses."""

from smplat_core.customers.use_cases.add_address import AddAddress
from smplat_core.customers.use_cases.add_contact import AddContact
from smplat_core.customers.use_cases.archive_address import ArchiveAddress, RestoreAddress
from smplat_core.customers.use_cases.archive_contact import ArchiveContact, RestoreContact
from smplat_core.customers.use_cases.change_roles import ChangeRoles
from smplat_core.customers.use_cases.check_address import CheckAddress, CheckedAddress
from smplat_core.customers.use_cases.create_company import CreateCompany
from smplat_core.customers.use_cases.edit_address import AddressChanges, EditAddress
from smplat_core.customers.use_cases.edit_contact import ContactChanges, EditContact
from smplat_core.customers.use_cases.read_person import ContactForm, ReadPerson
from smplat_core.customers.use_cases.rename_company import RenameCompany
from smplat_core.customers.use_cases.save_to_book import SaveToBook
from smplat_core.customers.use_cases.set_defaults import SetDefaults
from smplat_core.customers.use_cases.touch_address import TouchAddress

__all__ = [
    "AddAddress",
    "AddContact",
    "AddressChanges",
    "ArchiveAddress",
    "ArchiveContact",
    "ChangeRoles",
    "CheckAddress",
    "CheckedAddress",
    "ContactChanges",
    "ContactForm",
    "CreateCompany",
    "EditAddress",
    "EditContact",
    "ReadPerson",
    "RenameCompany",
    "RestoreAddress",
    "RestoreContact",
    "SaveToBook",
    "SetDefaults",
    "TouchAddress",
]
