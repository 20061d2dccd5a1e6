"""`cupy.cuda`: of it, the device, what the runtime says, and hooks on memory."""

from cupy.cuda import runtime
from cupy.cuda.device import Device
from cupy.cuda.memory_hook import MemoryHook

__all__ = ["Device", "MemoryHook", "runtime"]
