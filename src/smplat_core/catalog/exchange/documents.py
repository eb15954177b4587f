"""Products as they are carried from one installation to another."""

from typing import Final

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.kernel import InputError, Invalid

MOST_PRODUCTS: Final = 20_000
"""In one file."""


class BadCatalogFile(Invalid):
    """The file has at least one fault, so nothing of it was kept; ``errors`` holds every one."""

    code = "catalog.bad_file"


@frozen(kw_only=True)
class ProductDocument:
    """One product of a file: its slug and its draft."""

    slug: str
    content: ProductContent
    place: str = ""
    """Pointer to where the file gives it; faults of its content are told below that."""


def bad_file(faults: list[InputError]) -> BadCatalogFile:
    more = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
    first = faults[0]
    said = f"{first.pointer}: {first.detail}" if first.pointer else first.detail
    return BadCatalogFile(f"{said}{more}; nothing was kept", errors=tuple(faults))


def checked(
    documents: list[ProductDocument], faults: list[InputError]
) -> tuple[ProductDocument, ...]:
    """The documents, each slug once; or ``BadCatalogFile`` with these faults and those."""
    first = dict[str, str]()
    for document in documents:
        before = first.setdefault(document.slug, document.place)
        if before != document.place:
            said = f"{document.slug!r} is given at {before} already"
            faults.append(
                InputError(
                    f"{document.place}/slug", "catalog.repeated_product", said, "each slug once"
                )
            )
    if faults:
        raise bad_file(faults)
    if not documents:
        said = "there are no products in it"
        raise bad_file([InputError("", "catalog.empty_file", said, "at least one product")])
    return tuple(documents)
