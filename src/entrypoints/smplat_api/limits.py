"""How a caller who asked too often is answered."""

import math

from litestar.exceptions import TooManyRequestsException


class TooManyRequests(TooManyRequestsException):
    def __init__(self, wait_seconds: float) -> None:
        seconds = max(1, math.ceil(wait_seconds))
        super().__init__(
            detail=f"too many requests; ask again in {seconds} s",
            headers={"Retry-After": str(seconds)},
        )
