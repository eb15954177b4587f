"""The aggregates of the customers context."""

from smplat_core.customers.model.address import Address
from smplat_core.customers.model.company import Company
from smplat_core.customers.model.contact import Contact, Person, RoleAssignment, RoleChanges

__all__ = ["Address", "Company", "Contact", "Person", "RoleAssignment", "RoleChanges"]
