"""Pictures decoded by Pillow."""

from smplat_images.inspector import PillowInspector

__all__ = ["PillowInspector"]
