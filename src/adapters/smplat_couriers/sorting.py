"""Couriers' refusals sorted by what to do about them, where HTTP alone decides."""

from smplat_core.fulfillment import TrackingAnswer, TrackingError, TrackingErrorKind

KIND_OF_STATUS = {
    401: TrackingErrorKind.REFUSED,
    403: TrackingErrorKind.REFUSED,
    404: TrackingErrorKind.NOT_FOUND,
    429: TrackingErrorKind.RATE_LIMITED,
}


def kind_of_status(status: int) -> TrackingErrorKind | None:
    """What an HTTP status says by itself; ``None`` when the body has to say it."""
    if 500 <= status <= 599:  # noqa: PLR2004 - the server's fault, by HTTP
        return TrackingErrorKind.UNAVAILABLE
    return KIND_OF_STATUS.get(status)


def kind_of_code(code: str) -> TrackingErrorKind | None:
    """The same for a code in a body that is an HTTP status written out."""
    return kind_of_status(int(code)) if code.isascii() and code.isdigit() else None


def failed(number: str, error: TrackingError) -> TrackingAnswer:
    return TrackingAnswer(tracking_number=number, error=error)
