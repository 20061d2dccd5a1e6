"""The map of exercises can be read: its labels stand apart."""

from itertools import combinations
from types import SimpleNamespace

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from grader.report.figures import draw_items

CROWD = [(0.92, 0.65), (0.91, 0.63), (0.92, 0.62), (0.88, 0.56), (0.9, 0.5), (0.91, 0.51), (0.92, 0.61), (0.92, 0.62)]


def test_labels_of_a_crowd_do_not_lie_on_each_other() -> None:
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    canvas, axes = FigureCanvasAgg(figure), figure.add_subplot()
    crowd = [SimpleNamespace(difficulty=share, discrimination=value) for share, value in CROWD]
    draw_items(axes, list(enumerate(crowd, start=1)))
    canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 7
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
