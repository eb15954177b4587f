"""What a test or a person changes inside the legacy system, under `/_sandbox/legacy`."""

from typing import Any, Final

from attrs import asdict, frozen
from litestar import Controller, Response, delete, get, put
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody

from smplat_sandbox.legacy.api import TheOffice
from smplat_sandbox.legacy.companies import STATUSES
from smplat_sandbox.legacy.things import THING_STATUSES
from smplat_sandbox.pages import render

LONGEST: Final = 200


@frozen
class CompanyEdit:
    """What shall be another; null leaves it."""

    name: str | None = None
    status: str | None = None


@frozen
class DeviceEdit:
    """What shall be another; null leaves it."""

    serial: str | None = None
    model: str | None = None
    status: str | None = None
    company: str | None = None
    asset: str | None = None


@frozen
class AssetEdit:
    """What shall be another; null leaves it."""

    name: str | None = None
    site: str | None = None
    status: str | None = None
    company: str | None = None


class LegacyControl(Controller):
    path = "/legacy"

    @get("/")
    async def page(self, office: TheOffice) -> Response[bytes]:
        return render(
            "legacy.html",
            companies=list(office.companies.values()),
            devices=list(office.devices.values()),
            assets=list(office.assets.values()),
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

    @put("/devices/{legacy_id:str}")
    async def edit_device(
        self, office: TheOffice, legacy_id: FromPath[str], data: JSONBody[DeviceEdit]
    ) -> dict[str, Any]:
        """Change a device behind everybody's back, or make one; empty text detaches it."""
        return office.change_thing("devices", legacy_id, checked(legacy_id, data)).wire()

    @put("/assets/{legacy_id:str}")
    async def edit_asset(
        self, office: TheOffice, legacy_id: FromPath[str], data: JSONBody[AssetEdit]
    ) -> dict[str, Any]:
        """The same for an asset."""
        return office.change_thing("assets", legacy_id, checked(legacy_id, data)).wire()

    @delete("/records/{kind:str}/{legacy_id:str}", status_code=200)
    async def lose(
        self, office: TheOffice, kind: FromPath[str], legacy_id: FromPath[str]
    ) -> dict[str, bool]:
        """Lose a record of `companies`, `devices` or `assets`."""
        if kind not in ("companies", "devices", "assets"):
            raise ClientException("it can lose companies, devices and assets")
        return {"lost": office.lose(kind, legacy_id)}


def checked(legacy_id: str, edit: DeviceEdit | AssetEdit) -> dict[str, str]:
    """What shall be another, if the legacy system could hold it."""
    facts = {name: value for name, value in asdict(edit).items() if value is not None}
    if edit.status is not None and edit.status not in THING_STATUSES:
        raise ClientException(f"status must be one of: {', '.join(THING_STATUSES)}")
    if not all(len(text) <= LONGEST for text in (legacy_id, *facts.values())):
        raise ClientException(f"an id or a fact has at most {LONGEST} characters")
    return facts
