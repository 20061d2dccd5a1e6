r"""The course on a real GPU, in under seven minutes, on a machine that has little and where nothing can be fetched.

    python3 benchmarks/gpu.py --out FOLDER [--wheels FOLDER]      # and --dry anywhere: all of it on NumPy, made small

Wanted are Python, NumPy, CuPy and pytest; PyTorch for the comparison. What else the library imports may be carried as
wheels, made where packages can be had:

    pip download --dest wheels --only-binary :all: --python-version 3.12 \
      array-api-compat click cycler ipython matplotlib pillow pooch safetensors tqdm

The parts run from the most valuable on, each in processes of its own with a limit of its own. After each part
``FOLDER/gpu.json`` is written anew, so that whatever ends the script early leaves what was found; the kernels that CuPy
compiles stay in ``FOLDER/cupy`` for the next run (``CUPY_CACHE_DIR``).
"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTED = [
    *("gpu/test_device.py", "backend/test_kernels.py", "backend/test_namespaces.py", "backend/elementwise"),
    *("nn", "optim", "train"),
    *("data/test_augmentations.py", "data/test_dataset.py", "data/test_loader.py"),
]
LINES = ["mlp", "convnet", "convnet with batch norm", "adam, 10 million", "adam, 100 million"]
SIDES = ["here", "PyTorch", "PyTorch with TF32", "here on the CPU"]
SECONDS = 400.0
Found = dict[str, Any]


class Benchmark:
    """What has been found so far, and how much time is left."""

    def __init__(self, out: Path, seconds: float, dry: bool) -> None:
        self.out, self.end, self.found = out, time.monotonic() + seconds, dict[str, Any]()
        self.most = 1 if dry else None
        self.patience = 10.0 if dry else 1.0  # a dry run tries the script, on machines that may be busy

    def run(self, command: list[str], limit: float) -> tuple[int, str]:
        """Run a command within its limit and what is left; 124 where it was cut off."""
        left = min(limit * self.patience, self.end - time.monotonic())
        if left < 1:
            return 124, "no time was left"
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=left)
        except subprocess.TimeoutExpired as error:
            return 124, f"cut off after {left:.0f} s: {_text(error.stdout)[-1000:]}"
        return done.returncode, done.stdout if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1500:]

    def part(self, limit: float, *words: str) -> Found:
        """Run a part in a process of its own; what it found, or why it did not."""
        status, said = self.run([sys.executable, "benchmarks/gpu_parts.py", *words], limit)
        if status == 0:
            found: Found = json.loads(said.splitlines()[-1])
            return found
        missing = [line for line in said.splitlines() if line.startswith("ModuleNotFoundError")]
        return {"left out": missing[-1]} if missing else {"failed": said[-1500:]}

    def keep(self, name: str, found: Any) -> None:
        """Write what has been found, all of it, and say the newest."""
        self.found[name] = found
        (self.out / "gpu.json").write_text(json.dumps(self.found, indent=1) + "\n")
        print(f"{name}: {json.dumps(found)[:400]}", flush=True)


def _text(said: str | bytes | None) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said or ""


def measure(benchmark: Benchmark) -> None:
    """Every part, the most valuable first; of a dry run's tests, units and lines the first alone."""
    most = benchmark.most
    benchmark.keep("machine", machine(benchmark))
    units = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        benchmark.keep("tests", dict(pool.map(lambda place: (place, tests(benchmark, place)), TESTED[:most])))
        benchmark.keep("units", dict(pool.map(lambda unit: (unit, cells(benchmark, unit)), units[:most])))
    for line in LINES[:most]:
        benchmark.keep(line, {side: benchmark.part(40, "step_time", line, side) for side in SIDES})
    for line in LINES[1:3][:most]:
        for part in ("launches", "memory"):
            benchmark.keep(f"{line}, {part}", benchmark.part(40, part, line))
    benchmark.keep("augmentations", benchmark.part(40, "augmentations"))
    benchmark.keep("CIFAR-10", benchmark.part(100, "cifar"))


def tests(benchmark: Benchmark, place: str) -> Found:
    """The tests for a GPU that stand in one place."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "gpu", "-p", "no:cacheprovider", f"tests/lib/{place}"]
    status, said = benchmark.run(command, 120)
    lines = said.strip().splitlines() or [""]
    return {"passed": status == 0, "said": lines[-1], "failed": [line for line in lines if line.startswith("FAILED")]}


def cells(benchmark: Benchmark, unit: str) -> Found:
    """Every code cell of a unit."""
    status, said = benchmark.run([sys.executable, "benchmarks/units.py", unit], 120)
    if status == 0:
        found: Found = json.loads(said.splitlines()[-1])
        return found
    return {"failed": said[-1500:]}


def machine(benchmark: Benchmark) -> Found:
    """The device, the driver, the versions."""
    names = ("numpy", "cupy-cuda12x", "cupy-cuda13x", "torch", "array-api-compat", "matplotlib", "pytest")
    there = {str(found.metadata["Name"]).lower(): found.version for found in importlib.metadata.distributions()}
    query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    try:
        device = benchmark.run(query, 20)[1].strip()
    except OSError:
        device = "no nvidia-smi"
    versions = {name: there[name] for name in names if name in there}
    return {"device": device, "cores": os.cpu_count(), "python": platform.python_version(), **versions}


def install(wheels: Path, site: Path) -> None:
    """Unpack the wheels of what this machine lacks, without a package index."""
    there = {str(found.metadata["Name"]).lower().replace("-", "_") for found in importlib.metadata.distributions()}
    lacking = [str(wheel) for wheel in wheels.glob("*.whl") if wheel.name.split("-")[0].lower() not in there]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(site)]
    subprocess.run([*pip, *lacking], check=bool(lacking))


def environment(out: Path, dry: bool) -> Iterator[tuple[str, str]]:
    """What the parts find set."""
    yield "PYTHONPATH", os.pathsep.join([str(ROOT / "lib"), str(out / "site"), os.environ.get("PYTHONPATH", "")])
    yield "GRADSCHOOL_BACKEND", "numpy" if dry else "cupy"
    yield "CUPY_CACHE_DIR", str(out / "cupy")
    yield "OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "2")
    yield "GPU_BENCHMARK_DRY", "1" if dry else ""


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("gpu-benchmark"), help="folder for what is found")
    parser.add_argument("--wheels", type=Path, help="folder of wheels to unpack first")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="when to stop")
    parser.add_argument("--dry", action="store_true", help="on NumPy, with one test file, one unit and one line")
    given = parser.parse_args()
    given.out = given.out.resolve()
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(given.out, given.dry))
    benchmark = Benchmark(given.out, given.seconds, given.dry)
    if given.wheels:
        install(given.wheels, given.out / "site")
    measure(benchmark)


if __name__ == "__main__":
    main()
