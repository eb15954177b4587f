"""Companies, contacts and addresses over HTTP."""

from typing import Final

from smplat_api.customers.addresses import AddressController, CompanyAddressController
from smplat_api.customers.companies import CompanyController
from smplat_api.customers.contacts import CompanyContactController, ContactController

ROUTES: Final = (
    CompanyController,
    CompanyContactController,
    ContactController,
    CompanyAddressController,
    AddressController,
)
