"""Grading on a Dask cluster: the same judge in each of its workers, fed and heard from here."""

import grader.startup  # noqa: F401  for what it does, before Dask's processes import the rest
from grader.cluster.client import ClusterError
from grader.cluster.pool import Cluster

__all__ = ["Cluster", "ClusterError"]
