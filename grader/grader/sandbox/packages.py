"""Which installed packages exist inside: what the student library and the examinee need, and what a unit allows.

Whatever else is installed here does not exist there, whether anybody thought of it or not. Of what does exist, the
blocked modules' files are found here, to be hidden.
"""

from __future__ import annotations

import site
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.sandbox.system import not_installed

NEEDED = ("gradschool", "ipython", "matplotlib-inline", "msgpack")
"""Distributions that the examinee itself imports; all that they require comes with them."""
OURS, OUR_PACKAGE = "gradschool-grader", "grader"
"""Of the grader's own distribution only the files beside its package are shown: those that make it importable."""
FOREIGN_PACKAGES = ("/usr/lib/python3/dist-packages", "/usr/local/lib/python3*/dist-packages")


def shown(allowed: Sequence[str] = ()) -> Mapping[Path, Sequence[Path]]:
    """What is shown of each folder of packages.

    Parameters
    ----------
    allowed : sequence of str, optional
        Names of distributions beside the needed ones, such as ``scipy``.

    Returns
    -------
    mapping of Path to sequence of Path
        Every folder of packages of this interpreter, with the entries in it that exist inside.

    Raises
    ------
    SandboxMissing
        If an allowed distribution is not installed.
    """
    entries: dict[Path, set[Path]] = defaultdict(set)
    for found in (*_with_requirements((*NEEDED, *allowed)), *_installed(OURS)):
        folder = Path(str(found.locate_file("")))
        entries[folder] |= {folder / name for name in _entries(found) - {OUR_PACKAGE} if (folder / name).exists()}
    return {folder: sorted(entries.get(folder, ())) for folder in (*_folders(), *entries) if folder.is_dir()}


def modules(allowed: Sequence[str]) -> set[str]:
    """Names at the top of what allowed distributions and all that they require can be imported as."""
    return {name.split(".")[0] for found in _with_requirements(allowed) for name in _entries(found)}


def _with_requirements(names: Sequence[str]) -> list[metadata.Distribution]:
    """The named distributions and all that they require, those left out that are not needed on this platform."""
    chosen: dict[str, metadata.Distribution] = {}
    queue = [(canonicalize_name(name), name in names) for name in names]
    while queue:
        name, asked_for = queue.pop()
        if name in chosen:
            continue
        found = _installed(name)
        if not found and asked_for:
            raise not_installed(name)
        for distribution in found:
            chosen[name] = distribution
            wanted = [Requirement(line) for line in distribution.requires or ()]
            queue += [(canonicalize_name(one.name), False) for one in wanted
                      if one.marker is None or one.marker.evaluate({"extra": ""})]  # fmt: skip
    return list(chosen.values())


def _installed(name: str) -> list[metadata.Distribution]:
    """A distribution, in a list that is empty where there is none."""
    try:
        return [metadata.distribution(name)]
    except metadata.PackageNotFoundError:
        return []


def _entries(found: metadata.Distribution) -> set[str]:
    """Names at the top of the folder of packages that belong to a distribution."""
    if found.files:
        return {path.parts[0] for path in found.files} - {"..", "__pycache__"}
    listed = (found.read_text("top_level.txt") or found.name.replace("-", "_")).split()
    return {f"{name}{ending}" for name in listed for ending in ("", ".py")}


def _folders() -> list[Path]:
    """This interpreter's folders of packages."""
    named = [*site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return list(dict.fromkeys(map(Path, named)))


def module_files(names: Sequence[str], packages: Sequence[Path]) -> Iterator[Path]:
    """Folders and files that hold the named modules, in folders of packages.

    Parameters
    ----------
    names : sequence of str
        Dotted names.
    packages : sequence of Path
        Folders such as ``site-packages``.
    """
    for folder in packages:
        for name in names:
            where = folder.joinpath(*name.split("."))
            if where.is_dir():
                yield where
            stem = where.name
            yield from where.parent.glob(f"{stem}.py")
            yield from where.parent.glob(f"{stem}.*.so")
            yield from where.parent.glob(f"__pycache__/{stem}.*.pyc")


def package_folders() -> list[Path]:
    """Every folder on this interpreter's path, and the usual ones beside it, that may hold packages."""
    named = [*sys.path, *site.getsitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return list(dict.fromkeys(Path(name).resolve() for name in named if name and Path(name).is_dir()))


def foreign_folders() -> Iterator[Path]:
    """Folders with packages that are not this interpreter's: hidden whole."""
    own = set(package_folders())
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    usual = [Path(sys.base_prefix) / "lib" / version / "site-packages"]
    for pattern in FOREIGN_PACKAGES:
        usual += Path("/").glob(pattern.lstrip("/"))
    yield from (folder for folder in usual if folder.is_dir() and folder.resolve() not in own)
