"""Experiments with prices over HTTP."""

from typing import Final

from smplat_api.experiments.experiments import ExperimentController
from smplat_api.experiments.figures import ExperimentFiguresController
from smplat_api.experiments.running import ExperimentRunController

ROUTES: Final = (ExperimentController, ExperimentRunController, ExperimentFiguresController)

__all__ = ["ROUTES"]
