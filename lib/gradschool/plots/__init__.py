"""The course's figures, in one style, each with alternative text that reaches the reader.

Every function returns a `Picture`: the last one of a cell shows itself, `Picture.show` shows it anywhere else, and
``Picture.figure`` and ``Picture.axes`` are matplotlib's own, to change what you like. A figure of your own gets its
alternative text from `show`.

>>> from gradschool import plots
>>> picture = plots.loss_curves({"Adam": [2.3, 1.1, 0.6], "SGD": [2.3, 1.9, 1.5]})
>>> print(picture.alt)
Loss by update, up to 3: Adam goes from 2.3 to 0.6; SGD goes from 2.3 to 1.5.

`play_parabola`, `play_valley`, and `play_ball` move in the browser, without a kernel; `explore` puts sliders over any
function that draws; `drawing_pad` is drawn on, and asks a network what it reads.

Left out on purpose: figures that move while training runs, and a second drawing library. What is drawn reads the same
on paper, without color, and by its words alone.
"""

from gradschool.plots.answers import answers
from gradschool.plots.augmentations import flipbook, label_shares, read_places, worth
from gradschool.plots.bars import bars
from gradschool.plots.capstone import confusion, growing_units, runs
from gradschool.plots.comparison import bands, error_scale, settings_map
from gradschool.plots.convolution import answered, connections, receptive_fields, sliding_film, window_places
from gradschool.plots.course import unit_bars
from gradschool.plots.curves import curve_panels, effective_steps, loss_curves
from gradschool.plots.descent import batch_views, clouds, downhill, edge_of_stability, one_signed
from gradschool.plots.diagrams import computational_graph, network, timeline
from gradschool.plots.dying import dying_units, scaling_map
from gradschool.plots.ensembles import ensemble_gains, many_fits, reliability, second_descent
from gradschool.plots.examples import decision_boundary, image_grid, matrices
from gradschool.plots.growing import growing_curves
from gradschool.plots.landscape import level_lines, paths, stops
from gradschool.plots.models import model_film, touching_parabola
from gradschool.plots.normalization import accuracy_maps, averaged_together
from gradschool.plots.pad import DrawingPad, drawing_pad
from gradschool.plots.picture import Picture, show
from gradschool.plots.plane import cut_planes, decision_boundaries, probability_lines, threshold_units
from gradschool.plots.play import play_ball, play_parabola, play_valley
from gradschool.plots.playable import Film, Playable
from gradschool.plots.prepared import bowls, image_rows, point_clouds
from gradschool.plots.race import race
from gradschool.plots.remedies import borders, loss_maps, pooling_regions
from gradschool.plots.searches import dots, halving, searches
from gradschool.plots.sliders import Explorable, explore
from gradschool.plots.style import COLORS, LINES, line, style, subplots
from gradschool.plots.training import against_printed, compare_layers, histograms, schedules, training_curves
from gradschool.plots.transfer import rate_maps, regimes, training_plans
from gradschool.plots.tuning import choice, folds, patient, ward

__all__ = [
    "COLORS",
    "LINES",
    "DrawingPad",
    "Explorable",
    "Film",
    "Picture",
    "Playable",
    "accuracy_maps",
    "against_printed",
    "answered",
    "answers",
    "averaged_together",
    "bands",
    "bars",
    "batch_views",
    "borders",
    "bowls",
    "choice",
    "clouds",
    "compare_layers",
    "computational_graph",
    "confusion",
    "connections",
    "curve_panels",
    "cut_planes",
    "decision_boundaries",
    "decision_boundary",
    "dots",
    "downhill",
    "drawing_pad",
    "dying_units",
    "edge_of_stability",
    "effective_steps",
    "ensemble_gains",
    "error_scale",
    "explore",
    "flipbook",
    "folds",
    "growing_curves",
    "growing_units",
    "halving",
    "histograms",
    "image_grid",
    "image_rows",
    "label_shares",
    "level_lines",
    "line",
    "loss_curves",
    "loss_maps",
    "many_fits",
    "matrices",
    "model_film",
    "network",
    "one_signed",
    "paths",
    "patient",
    "play_ball",
    "play_parabola",
    "play_valley",
    "point_clouds",
    "pooling_regions",
    "probability_lines",
    "race",
    "rate_maps",
    "read_places",
    "receptive_fields",
    "regimes",
    "reliability",
    "runs",
    "scaling_map",
    "schedules",
    "searches",
    "second_descent",
    "settings_map",
    "show",
    "sliding_film",
    "stops",
    "style",
    "subplots",
    "threshold_units",
    "timeline",
    "touching_parabola",
    "training_curves",
    "training_plans",
    "unit_bars",
    "ward",
    "window_places",
    "worth",
]
