"""Makes README's pictures from what `make demo` left in demo/; needs chromium.

.venv/bin/python docs/images/make.py
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image, ImageChops

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "demo"
UNIT = "07-optimizers"
MISTAKE = "adam_without_bias_correction"
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]


def student_with(mistake: str) -> str:
    """A student of the sample class whose work shows a mistake."""
    for path in sorted((DEMO / ".grader/results" / UNIT).glob("*.json")):
        if f'"{mistake}"' in path.read_text():
            return str(json.loads(path.read_text())["student"])
    raise SystemExit(f"nobody in {DEMO} makes the mistake {mistake!r}; run make demo first")


def page_of(student: str, shown: list[str], before: list[str]) -> str:
    """The student's cells that hold the given texts, executed and as a page; those of `before` run unseen."""
    notebook = nbformat.read(DEMO / "submitted" / student / UNIT / f"{UNIT}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    chosen = [next(cell for cell in code if text in cell.source) for text in [*before, *shown]]
    notebook.cells = chosen
    NotebookClient(notebook, resources={"metadata": {"path": str(DEMO / "notebooks" / UNIT)}}).execute()
    notebook.cells = chosen[len(before) :]
    for cell in notebook.cells:
        cell.source = re.sub(r'("""[^\n]*)\n.*?"""', r'\1"""', cell.source, flags=re.DOTALL)
        cell.source = re.sub(r"\n *### (BEGIN|END) SOLUTION", "", cell.source)
    return str(HTMLExporter().from_notebook_node(notebook)[0])


def picture(page: Path | str, name: str, width: int, height: int) -> None:
    """Photograph the top of a page, without the empty rest below it."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(page, str):
            (Path(folder) / "page.html").write_text(page)
            page = Path(folder) / "page.html"
        png = Path(folder) / "shot.png"
        size = [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={png}"]
        subprocess.run([*CHROMIUM, *size, page.resolve().as_uri()], check=True, capture_output=True)
        shot = Image.open(png).convert("RGB")
        white = Image.new("RGB", shot.size, shot.getpixel((0, 0)))
        _, top, _, bottom = ImageChops.difference(shot, white).getbbox()
        shot.crop((0, max(top - 12, 0), width, min(bottom + 12, height))).quantize(128).save(HERE / name, optimize=True)


student = student_with(MISTAKE)
picture(page_of(student, ["def adam_step", "check(adam_step)"], ["import check"]), "check.png", 1000, 900)
picture(DEMO / f".grader/reports/{UNIT}.html", "report.png", 1000, 700)
