"""What the library stands on here: backend, device, memory and versions, in words."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from gradschool.backend.selection import current


def describe() -> dict[str, str]:
    """Describe the backend in use.

    Returns
    -------
    dict of str
        ``backend``, ``device``, ``memory`` (of the device) and the versions of Python and of the packages
        that compute; for a report, or to be printed.
    """
    backend = current()
    device, memory = _gpu() if backend.name == "cupy" else (_processor(), _host_memory())
    facts = {"backend": backend.name, "device": device, "memory": memory, "python": platform.python_version()}
    packages = ["gradschool", "numpy", "array-api-compat"]
    packages += {"cupy": ["cupy"], "strict": ["array-api-strict"]}.get(backend.name, [])
    return facts | {name: _version(name) for name in packages}


def _version(name: str) -> str:
    if name == "cupy":
        import cupy

        return f"{cupy.__version__} (CUDA {cupy.cuda.runtime.runtimeGetVersion()})"
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown (not installed as a package)"


def _gpu() -> tuple[str, str]:
    import cupy

    device = cupy.cuda.Device()
    free, total = device.mem_info
    name = cupy.cuda.runtime.getDeviceProperties(device.id)["name"].decode()
    return f"GPU {device.id}: {name}", f"{free / 2**30:.1f} of {total / 2**30:.1f} GiB free"


def _processor() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"CPU: {platform.processor() or platform.machine()}, {cores} cores"


def _host_memory() -> str:
    try:
        page = os.sysconf("SC_PAGE_SIZE")
        total, free = os.sysconf("SC_PHYS_PAGES") * page, os.sysconf("SC_AVPHYS_PAGES") * page
    except (AttributeError, ValueError, OSError):
        return "unknown"
    return f"{free / 2**30:.1f} of {total / 2**30:.1f} GiB free"
