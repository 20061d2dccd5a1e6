"""An installed grader brings the templates and the style of its pages along."""

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[3]


def test_the_wheel_holds_the_templates_and_the_style() -> None:
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT / "grader")).recurse_included_files()}
    folder = ROOT / "grader" / "grader" / "report" / "templates"
    own = {path.relative_to(ROOT / "grader").as_posix() for path in folder.iterdir()}
    assert "grader/report/templates/style.css" in own
    assert own <= shipped
