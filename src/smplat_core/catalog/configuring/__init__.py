"""Configuring: what a selection shows, what it clears, what is wrong with it, and what it makes."""

from smplat_core.catalog.configuring.differing import Difference, differences
from smplat_core.catalog.configuring.examination import (
    BadSelection,
    Cleared,
    Examination,
    Preview,
    VisibleAddOn,
    VisibleField,
    VisibleGroup,
    VisiblePlan,
)
from smplat_core.catalog.configuring.form import Form
from smplat_core.catalog.configuring.preparing import circular, prepare
from smplat_core.catalog.configuring.quantity import quantity_error

__all__ = [
    "BadSelection",
    "Cleared",
    "Difference",
    "Examination",
    "Form",
    "Preview",
    "VisibleAddOn",
    "VisibleField",
    "VisibleGroup",
    "VisiblePlan",
    "circular",
    "differences",
    "prepare",
    "quantity_error",
]
