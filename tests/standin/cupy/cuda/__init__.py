"""`cupy.cuda`: of it, the device and what the runtime says."""

from cupy.cuda import runtime
from cupy.cuda.device import Device

__all__ = ["Device", "runtime"]
