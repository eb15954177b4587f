"""Checking an address by the rules of its country."""

from attrs import evolve, frozen

from smplat_core.customers.ports import AddressRules, PhoneNumbers
from smplat_core.customers.postal import PostalAddress, tidied
from smplat_core.customers.vocabulary import BadAddress, Validation, ValidationStatus
from smplat_core.customers.wording import Reading
from smplat_core.kernel import Invalid


@frozen
class CheckedAddress:
    """An address in its normal form, and whether its country's rules were applied."""

    postal: PostalAddress
    status: ValidationStatus


@frozen
class CheckAddress:
    """Normalize an address, or refuse it with everything that is wrong, as ``BadAddress``.

    Skipping keeps the texts as given and records that. What no country can print is refused even
    then: no receiver, no first line, no country, unprintable characters.
    """

    rules: AddressRules
    phones: PhoneNumbers

    def __call__(
        self,
        address: PostalAddress,
        *,
        validation: Validation = Validation.APPLY,
        pointer: str = "",
    ) -> CheckedAddress:
        """``pointer`` is where the address stands in the request; errors are told below it."""
        try:
            return self._checked(tidied(address), validation)
        except BadAddress as refusal:
            errors = tuple(error.under(pointer) for error in refusal.errors)
            raise BadAddress(refusal.detail, errors=errors) from refusal

    def _checked(self, address: PostalAddress, validation: Validation) -> CheckedAddress:
        if validation is Validation.SKIP:
            return CheckedAddress(self._with_phone_if_known(address), ValidationStatus.SKIPPED)
        reading, normal, phone = Reading(), address, address.phone
        try:
            normal = self.rules.check(address)
        except BadAddress as refusal:
            reading.errors.extend(refusal.errors)
        if phone is not None:
            text, country = phone, address.country
            phone = reading.by("/phone", lambda: self.phones.normalize(text, country=country))
        reading.refuse_if_wrong(BadAddress)
        return CheckedAddress(evolve(normal, phone=phone), ValidationStatus.VALID)

    def _with_phone_if_known(self, address: PostalAddress) -> PostalAddress:
        if address.phone is None:
            return address
        try:
            phone = self.phones.normalize(address.phone, country=address.country)
        except Invalid:
            return address
        return evolve(address, phone=phone)
