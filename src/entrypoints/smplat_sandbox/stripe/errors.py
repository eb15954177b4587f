"""The errors Stripe answers with, worded and coded as Stripe does."""

from collections.abc import Mapping
from typing import Any


class StripeError(Exception):
    """An answer that is not a success: HTTP status and the `error` object."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        facts = {"code": code, "message": message, "param": param, "type": kind, **(more or {})}
        self.body = {key: value for key, value in facts.items() if value is not None}


def no_such(kind: str, id: str, *, param: str = "id", status: int = 404) -> StripeError:  # noqa: A002  Stripe's word
    return StripeError(
        f"No such {kind}: '{id}'", status=status, code="resource_missing", param=param
    )


def missing(param: str) -> StripeError:
    return StripeError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(params: list[str]) -> StripeError:
    noun = "parameter" if len(params) == 1 else "parameters"
    return StripeError(
        f"Received unknown {noun}: {', '.join(params)}", code="parameter_unknown", param=params[0]
    )
