"""Build: from a unit's folder in ``solutions/`` to the folder that its students get in ``notebooks/``."""

from grader.build.units import BuildReport, build

__all__ = ["BuildReport", "build"]
