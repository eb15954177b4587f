"""API keys from the command line, straight on the database."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter
from rich.table import Table

from smplat_cli.telling import HouseFolder, console, run, system
from smplat_core.access import COMPANY_SCOPES, SCOPES, ApiKeyId
from smplat_core.kernel import PageRequest

app = App(name="keys", help="Issue, list and revoke API keys.")


@app.command
def issue(
    name: str,
    *scopes: str,
    company: Annotated[UUID | None, Parameter(help="Reach only this company's records.")] = None,
    data_dir: HouseFolder = None,
) -> None:
    """Issue a key and print its token, this once.

    Parameters
    ----------
    name
        What the key is for; it is found again by this.
    scopes
        What it may do, such as orders:read; everything possible when none is named.
    """
    allowed = scopes or tuple(SCOPES if company is None else COMPANY_SCOPES)
    run(_issue(name, allowed, company, data_dir))


async def _issue(
    name: str, scopes: tuple[str, ...], company: UUID | None, data_dir: Path | None
) -> None:
    async with system(data_dir) as use_cases:
        key, token = await use_cases.issue_api_key()(name=name, scopes=scopes, company_id=company)
    console.print(f"issued {key.id} with {', '.join(sorted(key.scopes))}", style="dim")
    console.print(token, markup=False, soft_wrap=True)


@app.command(name="list")
def list_keys(*, data_dir: HouseFolder = None) -> None:
    """Show every key, revoked ones included, newest first."""
    run(_list(data_dir))


async def _list(data_dir: Path | None) -> None:
    table = Table("id", "name", "starts with", "company", "scopes", "state", box=None)
    async with system(data_dir) as use_cases:
        queries, now = use_cases.api_key_queries(), use_cases.clock().now()
        cursor: str | None = None
        while True:
            page = await queries.list(PageRequest.of(limit=200, cursor=cursor))
            for key in page.items:
                state = (
                    "good" if key.is_good(at=now) else "revoked" if key.revoked_at else "expired"
                )
                scopes = "all" if key.scopes == SCOPES else ", ".join(sorted(key.scopes))
                company = str(key.company_id or "")
                table.add_row(str(key.id), key.name, key.prefix, company, scopes, state)
            cursor = page.next_cursor
            if cursor is None:
                break
    console.print(table if table.row_count else "no keys yet: `smplat keys issue NAME`")


@app.command
def revoke(key_id: UUID, *, data_dir: HouseFolder = None) -> None:
    """End a key now.

    Parameters
    ----------
    key_id
        As `smplat keys list` shows it.
    """
    run(_revoke(ApiKeyId(key_id), data_dir))


async def _revoke(key_id: ApiKeyId, data_dir: Path | None) -> None:
    async with system(data_dir) as use_cases:
        key = await use_cases.revoke_api_key()(key_id)
    console.print(f"revoked {key.name} ({key.id})")
