"""What can go wrong, in the words of the business.

The core knows five kinds of refusal and nothing about HTTP. An entrypoint maps the
kind to its transport; a client reads the ``code``, which never changes once released.
"""

from typing import ClassVar, Self

from attrs import frozen


@frozen
class InputError:
    """One thing wrong with one input, so that a form can show it beside the field."""

    pointer: str
    """Where: an RFC 6901 JSON pointer into the request, such as ``/lines/3/quantity``."""
    code: str
    """What, for a program; permanent once released."""
    detail: str
    """What, for a person: names the value refused."""
    accepted: str = ""
    """What would have been accepted, in a few words."""

    def under(self, prefix: str) -> "InputError":
        """The same error seen from a larger document that holds this one at ``prefix``."""
        return InputError(f"{prefix}{self.pointer}", self.code, self.detail, self.accepted)


class Refusal(Exception):
    """The core understood the request and will not do it."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str, *, errors: tuple[InputError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class Invalid(Refusal):
    """The request makes no sense, whatever the state of the world."""

    code = "invalid"

    @classmethod
    def at(cls, pointer: str, detail: str, *, accepted: str = "") -> Self:
        """This refusal, blaming a single input."""
        return cls(detail, errors=(InputError(pointer, cls.code, detail, accepted),))


class NotFound(Refusal):
    """The thing named does not exist, or not for this caller."""

    code = "not_found"


class NotAllowed(Refusal):
    """The thing exists, but its state or a rule forbids this."""

    code = "not_allowed"


class Stale(Refusal):
    """Somebody else changed the thing first; read it again and retry."""

    code = "stale"

    def __init__(self, detail: str, *, current_version: int | None = None) -> None:
        super().__init__(detail)
        self.current_version = current_version


class Unavailable(Refusal):
    """An outside party does not answer now; nothing was half-done and a retry may succeed."""

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after_seconds: int = 5) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds
