"""The parabola that touches a curve, and the quadratic model that travels with a minimizer."""

import numpy as np
import pytest

from gradschool import plots
from gradschool.data import surfaces


def test_a_parabola_says_where_it_is_flat_and_lies_above_nothing_it_touches():
    picture = plots.touching_parabola(lambda w: w**4, lambda w: 4 * w**3, lambda w: 12 * w**2, 1.0)
    assert picture.axes[0].get_title() == "from 1.00 the parabola leads to 0.67"
    loss, parabola = (line.get_ydata() for line in picture.axes[0].get_lines()[:2])
    x = picture.axes[0].get_lines()[0].get_xdata()
    touching = int(np.argmin(abs(x - 1)))
    assert parabola[touching] == pytest.approx(loss[touching], abs=1e-4)


def test_a_curve_without_curvature_has_a_parabola_that_is_flat_nowhere():
    picture = plots.touching_parabola(lambda w: 2 * w, lambda w: 2.0, lambda w: 0.0, 1.0)
    assert "inf" in picture.axes[0].get_title()


def test_a_film_of_a_bowl_s_own_model_tells_its_minimum_at_each_step():
    valley = surfaces.valley(4)
    film = plots.model_film(valley, [(-2.0, 1.0), (1.0, 0.5)], [np.diag([1.0, 4.0])] * 2)
    assert len(film.frames) == 2
    assert [caption.split("model ")[1] for caption in film.captions] == ["flat at (0.00, 0.00)"] * 2
    assert film.frames[0] != film.frames[1]


def test_a_model_that_is_no_bowl_is_filmed_without_level_lines():
    saddle, path = surfaces.saddle(), [(-1.0, 0.2)]
    bowl = plots.model_film(saddle, path, [np.diag([1.0, 1.0])])
    assert plots.model_film(saddle, path, [np.diag([1.0, -1.0])]).frames != bowl.frames


def test_a_model_at_its_own_middle_still_has_level_lines_to_look_at():
    valley, middle = surfaces.valley(4), [(0.0, 0.0)]
    bowl = plots.model_film(valley, middle, [np.diag([1.0, 4.0])])
    assert bowl.frames != plots.model_film(valley, middle, [np.diag([1.0, -4.0])]).frames


def test_a_path_needs_one_hessian_a_point():
    with pytest.raises(ValueError, match="has 1 Hessians"):
        plots.model_film(surfaces.valley(4), [(0.0, 1.0), (1.0, 1.0)], [np.eye(2)])
