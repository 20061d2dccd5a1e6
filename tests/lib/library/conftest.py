"""A small course made on the spot: units with checks of their own, and notebooks as students leave them."""

import re
from types import ModuleType

import nbformat
import pytest

from gradschool.checks.cases import FrozenExercise, write_cases
from gradschool.checks.observe import observe, public_seed
from gradschool.checks.probes import load_probes
from gradschool.library.report import collected_from

PROBE = '''
@probe("{name}", points=1)
def of_{name}(student, rng):
    """Three random numbers."""
    return {{"result": {call}}}
'''
CALL = "student.{name}(rng.standard_normal(3))"


class SmallCourse:
    """Units below a folder, and what is collected from them."""

    def __init__(self, folder):
        self.folder = folder

    def unit(self, name, cells, answers, notebook="", calls=None):
        """Write a unit: `answers` is right code for its exercises, `cells` what the student's notebook holds."""
        names = re.findall(r"^(?:def|class) (\w+)", answers, re.MULTILINE)
        probes = [PROBE.format(name=one, call=(calls or {}).get(one, CALL.format(name=one))) for one in names]
        text = "from gradschool.checks import probe\n" + "".join(probes)
        right: dict = {}
        exec(answers, right)
        frozen = {
            probe.exercise: FrozenExercise(1.0, {probe.name: observe(probe, right, public_seed(*probe.key))})
            for probe in load_probes(text)
        }
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "probes.py").write_text(text, encoding="utf-8")
        write_cases(place / "cases.npz", frozen)
        return self.notebook(place / (notebook or f"{name}.ipynb"), cells)

    @staticmethod
    def notebook(path, cells, tags=()):
        """Write a notebook whose code cells are these."""
        made = [nbformat.v4.new_code_cell(source) for source in cells]
        for cell, tag in zip(made, tags, strict=False):
            cell.metadata["tags"] = [tag] if tag else []
        nbformat.write(nbformat.v4.new_notebook(cells=made), path)
        return path

    def collect(self, *where):
        """Collect from the whole folder, or from what is given."""
        self.collection, self.unread = collected_from(where or [self.folder])
        return self.collection

    def library(self, *where):
        """Collect, and run the module by itself."""
        module = ModuleType("mygrad")
        exec(compile(self.collect(*where).module.text, "mygrad.py", "exec"), vars(module))
        return module


@pytest.fixture
def course(tmp_path):
    return SmallCourse(tmp_path)
