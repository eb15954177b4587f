"""The open endpoint of ExchangeRate-API, and what a test changes behind it."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from email.utils import format_datetime
from typing import Any, Final

from attrs import frozen
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_sandbox.rates.board import Board

NOT_FOUND: Final = 404
TheBoard = NamedDependency[SkipValidation[Board]]


class RatesApi(Controller):
    path = "/v6"

    @get("/latest/{base:str}", operation="latest")
    async def latest(self, board: TheBoard, base: FromPath[str]) -> Response[dict[str, Any]]:
        if base.upper() not in board.per_dollar:
            refused = {"result": "error", "error-type": "unsupported-code"}
            return Response(refused, status_code=NOT_FOUND)
        said = board.said_at()
        following = said + timedelta(days=1)
        answer = {
            "result": "success",
            "provider": "https://www.exchangerate-api.com",
            "documentation": "https://www.exchangerate-api.com/docs/free",
            "terms_of_use": "https://www.exchangerate-api.com/terms",
            "time_last_update_unix": int(said.timestamp()),
            "time_last_update_utc": format_datetime(said),
            "time_next_update_unix": int(following.timestamp()),
            "time_next_update_utc": format_datetime(following),
            "time_eol_unix": 0,
            "base_code": base.upper(),
            "rates": board.rates(base.upper()),
        }
        return Response(answer)


@frozen
class RateEdit:
    """What one US dollar shall buy, as text."""

    per_dollar: str


class RatesControl(Controller):
    path = "/rates"

    @get("/")
    async def read(self, board: TheBoard) -> dict[str, Any]:
        """What it says, and of when."""
        return _shown(board)

    @put("/{code:str}")
    async def change(
        self, board: TheBoard, code: FromPath[str], data: JSONBody[RateEdit]
    ) -> dict[str, Any]:
        """From now on a dollar buys so much of it; a new currency is one it now knows."""
        try:
            rate = Decimal(data.per_dollar)
        except InvalidOperation:
            raise ClientException(f"{data.per_dollar!r} is no number") from None
        if not rate.is_finite() or not 0 < rate < Decimal(10) ** 9 or len(code) != len("EUR"):
            raise ClientException("a rate above 0 and below 10^9, and a code of three letters")
        board.set(code.upper(), rate)
        return _shown(board)

    @post("/stop", status_code=200)
    async def stop(self, board: TheBoard) -> dict[str, Any]:
        """It answers, and says no more than it said until now: rates get old."""
        board.stop()
        return _shown(board)

    @post("/go-on", status_code=200)
    async def go_on(self, board: TheBoard) -> dict[str, Any]:
        """It speaks anew each day again."""
        board.go_on()
        return _shown(board)


def _shown(board: Board) -> dict[str, Any]:
    return {
        "said_at": board.said_at().isoformat(),
        "stopped": board.stopped_at is not None,
        "per_dollar": {code: str(rate) for code, rate in board.per_dollar.items()},
    }
