"""What can be wrong with a product's content, each fault by pointer with what would do."""

from smplat_core.catalog.checking.formulas import declared_input
from smplat_core.catalog.checking.leanings import media_in, services_in
from smplat_core.catalog.checking.whole import faults

__all__ = ["declared_input", "faults", "media_in", "services_in"]
