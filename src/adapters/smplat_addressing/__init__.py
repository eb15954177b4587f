"""Addresses, phone numbers and email addresses of the whole world, by libraries others keep."""

from smplat_addressing.emails import SyntaxEmails
from smplat_addressing.phones import WorldPhoneNumbers
from smplat_addressing.rules import WorldAddressRules

__all__ = ["SyntaxEmails", "WorldAddressRules", "WorldPhoneNumbers"]
