"""Generated requests to every operation of a running product: ``nox -s fuzz``.

Nothing may end in a 5xx, and every answer must be one the OpenAPI document describes: its status,
its media type, its shape. The product has walked the whole path before, so there are records.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.contract.tour.conftest import Product, running_in

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
LEFT_OUT: Final = ("revokeApiKey",)
"""It could end the key that is asking."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="smplat-fuzz-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for product in running_in(folder):
            _walk(product)
            return _fuzz(product)
    return 1


def _walk(product: Product) -> None:
    told = product.command("tour", "--api", product.api_url, "--sandbox", product.sandbox_url)
    if told.returncode:
        raise SystemExit(told.stdout + told.stderr)


def _fuzz(product: Product) -> int:
    many = os.environ.get("SMPLAT_FUZZ_EXAMPLES", "20")
    left_out = [word for one in LEFT_OUT for word in ("--exclude-operation-id", one)]
    ran = subprocess.run(  # noqa: S603 - our own words
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"{product.api_url}/docs/openapi.json",
            *("--url", product.api_url, "--header", f"Authorization: Bearer {product.token}"),
            *("--checks", ",".join(CHECKS), "--max-examples", many, "--continue-on-failure"),
            *("--phases", "examples,coverage,fuzzing", "--generation-allow-x00", "true"),
            *("--no-color", "--rate-limit", "150/s", *left_out, *sys.argv[1:]),
        ],
        check=False,
        cwd=product.folder,
    )
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
