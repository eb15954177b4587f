"""``python -m smplat_cli``."""

from smplat_cli import main

main()
