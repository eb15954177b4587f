"""Commands that go through the public API, as any client would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
from attrs import frozen
from cyclopts import Parameter

from smplat_cli.telling import Refused
from smplat_cli.up.settling import read_addresses

FIRST_KEY: Final = "first-api-key"
"""Where ``smplat up`` leaves the key of this machine, in its data folder."""

ApiUrl = Annotated[
    str | None,
    Parameter(env_var="SMPLAT_API_URL", help="Else where `smplat up` runs on this machine."),
]
ApiKey = Annotated[
    str | None,
    Parameter(env_var="SMPLAT_API_KEY", help="Else the first key of `smplat up` on this machine."),
]
DataDir = Annotated[Path, Parameter(env_var="SMPLAT_DATA_DIR", help="The folder of `smplat up`.")]


class Problem(Refused):
    """The API refused; ``errors`` are its words about single inputs."""

    def __init__(self, text: str, errors: tuple[Mapping[str, str], ...] = ()) -> None:
        super().__init__(text)
        self.errors = errors


@frozen
class Remote:
    """One API, called with one key."""

    client: httpx.Client

    def get(self, path: str, **query: str | int | None) -> Any:  # noqa: ANN401 - JSON
        return self._send("GET", path, query)

    def post(self, path: str, body: bytes, kind: str, **query: str | None) -> Any:  # noqa: ANN401 - JSON
        return self._send("POST", path, query, content=body, headers={"Content-Type": kind})

    def file(self, path: str, **query: str | None) -> bytes:
        """The bytes of what is no JSON document."""
        return self._ask("GET", path, query).content

    def every(self, path: str, **query: str | int | None) -> Iterator[Any]:
        """All items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self.get(path, **query, limit=200, cursor=cursor)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int | None],
        **rest: Any,  # noqa: ANN401 - httpx's own
    ) -> Any:  # noqa: ANN401 - JSON
        return self._ask(method, path, query, **rest).json()

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int | None],
        **rest: Any,  # noqa: ANN401 - httpx's own
    ) -> httpx.Response:
        params = {name: value for name, value in query.items() if value is not None}
        try:
            answer = self.client.request(method, f"/api/v1{path}", params=params, **rest)
        except httpx.HTTPError as error:
            raise Refused(
                f"cannot reach the API at {self.client.base_url}: {error}\n"
                "Is it running (`smplat up`)? Another address: --api or SMPLAT_API_URL."
            ) from None
        if answer.is_success:
            return answer
        raise _problem(answer)


@contextmanager
def remote(api: str | None, key: str | None, data_dir: Path) -> Iterator[Remote]:
    """A connection; ``Refused`` when no key is known."""
    token = key or first_key(data_dir)
    api = api or read_addresses(data_dir).api
    headers = {"Authorization": f"Bearer {token}"}
    try:
        client = httpx.Client(base_url=api.rstrip("/"), headers=headers, timeout=60)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"{api!r} is no address of an API: {error}") from None
    with client:
        yield Remote(client)


def first_key(data_dir: Path) -> str:
    """The key ``smplat up`` left in its data folder, or ``Refused``."""
    file = data_dir.expanduser() / FIRST_KEY
    if not file.is_file():
        raise Refused(
            "no API key: give --key or SMPLAT_API_KEY (`smplat keys issue` makes one),"
            f" or start `smplat up`, which leaves one in {file}"
        )
    return file.read_text().strip()


def _problem(answer: httpx.Response) -> Problem:
    try:
        body = answer.json()
        said, errors = f"{body['code']}: {body['detail']}", tuple(body.get("errors") or ())
    except (ValueError, KeyError, TypeError):
        said, errors = f"the API answered {answer.status_code}: {answer.text[:200]}", ()
    return Problem(said, errors)
