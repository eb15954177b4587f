"""What a test or a person changes inside the legacy system, under `/_sandbox/legacy`."""

from typing import Any, Final

from attrs import frozen
from litestar import Controller, Response, get, put
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody

from smplat_sandbox.legacy.api import TheOffice
from smplat_sandbox.legacy.companies import STATUSES
from smplat_sandbox.pages import render

LONGEST: Final = 200


@frozen
class CompanyEdit:
    """What shall be another; null leaves it."""

    name: str | None = None
    status: str | None = None


class LegacyControl(Controller):
    path = "/legacy"

    @get("/")
    async def page(self, office: TheOffice) -> Response[bytes]:
        return render(
            "legacy.html",
            companies=list(office.companies.values()),
            operations=list(reversed(office.operations.values())),
        )

    @put("/companies/{legacy_id:str}")
    async def edit(
        self, office: TheOffice, legacy_id: FromPath[str], data: JSONBody[CompanyEdit]
    ) -> dict[str, Any]:
        """Change a company behind everybody's back, or make one."""
        if data.status is not None and data.status not in STATUSES:
            raise ClientException(f"status must be one of: {', '.join(STATUSES)}")
        if any(
            not 1 <= len(text) <= LONGEST for text in (legacy_id, data.name) if text is not None
        ):
            raise ClientException(f"an id or a name has 1 to {LONGEST} characters")
        return office.edit(legacy_id, name=data.name, status=data.status).wire()
