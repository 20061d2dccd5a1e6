"""The parts of ``gpu.py``, each run in a process of its own: ``gpu_parts.py step_time convnet here`` prints JSON."""

import functools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

DRY = bool(os.environ.get("GPU_BENCHMARK_DRY"))
"""Whether all of it runs on NumPy, made small."""
HOME = "numpy" if DRY else "cupy"
Found = dict[str, Any]


def step_time(line: str, side: str) -> Found:
    """The median time of a training step, in milliseconds, over groups of steps that are each waited for."""
    from contestants import our_step, torch_step

    if side.startswith("PyTorch"):
        import torch

        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = side.endswith("TF32")
        step, wait = torch_step(line, "cpu" if DRY else "cuda"), _torch_wait()
    else:
        from gradschool import backend

        step, wait = our_step(line, "numpy" if side.endswith("CPU") else HOME), backend.synchronize
    seconds = 0.1 if DRY else 2.0
    _groups(step, wait, seconds)  # kernels are compiled, the allocator has met every size
    times = _groups(step, wait, seconds)
    return {"milliseconds": 1e3 * statistics.median(times), "steps": len(times)}


def _groups(step: Callable[[], object], wait: Callable[[], object], seconds: float) -> list[float]:
    """Take steps until the time is up, and return the seconds that each took."""
    times, end, group = [], time.perf_counter() + seconds, 1 if DRY else 5
    while time.perf_counter() < end or not times:
        began = time.perf_counter()
        for _ in range(group):
            step()
        wait()
        times += [(time.perf_counter() - began) / group] * group
    return times


def launches(line: str) -> Found:
    """How many kernels and copies a step starts; PyTorch's profiler sees CuPy's too."""
    import torch
    from contestants import our_step
    from torch.profiler import ProfilerActivity, profile

    step = our_step(line, HOME)
    for _ in range(3):
        step()
    _torch_wait()()  # the profiler watches a device that PyTorch has met
    with profile(activities=[ProfilerActivity.CUDA]) as seen:
        for _ in range(10):
            step()
        _torch_wait()()
    events = [event for event in seen.events() if event.device_type == torch.autograd.DeviceType.CUDA]
    if not events:
        return {"failed": "the profiler saw nothing: some machines keep CUPTI to themselves"}
    counted: dict[str, int] = {}
    for event in events:
        counted[event.name[:60]] = counted.get(event.name[:60], 0) + 1
    most = dict(sorted(counted.items(), key=lambda item: -item[1])[:12])
    return {"launches": len(events) / 10, "most": {name: n / 10 for name, n in most.items()}}


def memory(line: str) -> Found:
    """Blocks and megabytes that one step asks CuPy's pool for."""
    import cupy
    from contestants import our_step

    step = our_step(line, HOME)
    step()

    class Asked(cupy.cuda.MemoryHook):
        name, blocks, size = "asked", 0, 0

        def malloc_preprocess(self, **facts: int) -> None:
            self.blocks += 1
            self.size += facts["size"]

    with Asked() as asked:
        step()
    return {"blocks": asked.blocks, "megabytes": asked.size / 1e6}


def augmentations() -> Found:
    """Milliseconds a batch of 512 images, here and on the CPU."""
    import numpy as np

    from gradschool import backend
    from gradschool.data import augment

    x = np.random.default_rng(0).random((16 if DRY else 512, 3, 32, 32), "float32")
    found = {}
    for name in ("random_flip", "random_crop", "random_rotation", "elastic_distortion", "color_jitter", "cutout"):
        for side, where in (("here", HOME), ("here on the CPU", "numpy")):
            images, rng = backend.to_device(x, where), backend.default_rng(0, where)
            change = functools.partial(getattr(augment, name), images, rng)
            with backend.use(where):
                times = _groups(change, backend.synchronize, 0.05 if DRY else 0.5)
            found[f"{name}, {side}"] = 1e3 * statistics.median(times)
    return found


def cifar() -> Found:
    """Accuracy and time of the ConvNet of ``images.py``, where the images are there."""
    if not os.environ.get("GRADSCHOOL_DATA"):
        return {"left out": "GRADSCHOOL_DATA names no folder with the images"}
    import recipes

    return recipes.run("convnet", recipes.EPOCHS["convnet"], 128)


def _torch_wait() -> Callable[[], object]:
    import torch

    return (lambda: None) if DRY else torch.cuda.synchronize


PARTS: dict[str, Callable[..., Found]] = {
    "step_time": step_time,
    "launches": launches,
    "memory": memory,
    "augmentations": augmentations,
    "cifar": cifar,
}


if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
