"""Figures of unit 08: the film of dying units, and the map of batch sizes and rates."""

import numpy as np
import pytest

from gradschool import plots
from gradschool.experiments.patient import train_under


def test_the_film_has_a_frame_and_a_caption_for_every_look() -> None:
    run = train_under(3.0, 20, gain=3.0, seeds=[0], look=10)
    film = plots.dying_units(run, title="At a rate of 3")
    assert len(film.frames) == 3
    assert len(set(film.frames)) == 3
    assert film.captions[0].startswith("update 0;")
    assert film.captions[-1] == f"update 20; {run.closed[-1].sum()} of 64 units dead"


def test_the_words_of_the_film_do_not_tell_its_end() -> None:
    film = plots.dying_units(train_under(3.0, 10, gain=3.0, seeds=[0], look=10), title="Batch 512")
    assert "dead" in film.alt
    assert str(film.captions[-1].split()[2]) + " of 64" not in film.alt


def test_a_diverged_network_is_drawn_too() -> None:
    run = train_under(1e30, 5, seeds=[0], look=5)
    assert not np.isfinite(run.filters[-1]).all()
    assert plots.dying_units(run, title="Diverged").frames


def test_the_map_names_the_best_rate_of_every_batch_and_passes_over_what_diverged() -> None:
    losses = [[1.0, 0.5, np.nan], [2.0, 1.0, 0.7]]
    picture = plots.scaling_map([0.1, 0.2, 0.4], [8, 16], losses)
    assert "batch 8 rate 0.2; batch 16 rate 0.4" in picture.alt
    dots = picture.axes[0].lines[-1]
    np.testing.assert_allclose(dots.get_ydata(), [0.2, 0.4])


def test_a_dot_of_the_map_lies_in_the_middle_of_its_cell_on_the_logarithmic_axes() -> None:
    picture = plots.scaling_map([0.25, 0.5, 1.0], [8, 16, 64], np.ones((3, 3)))
    corners = picture.axes[0].collections[0].get_coordinates()
    np.testing.assert_allclose(corners[:-1, 1, 1] * corners[1:, 1, 1], [0.25**2, 0.5**2, 1.0])
    np.testing.assert_allclose(corners[1, :, 0], [8 / 2**0.5, 8 * 2**0.5, 32, 128])
    assert [tick.get_text() for tick in picture.axes[0].get_yticklabels()] == ["1/4", "1/2", "1"]


def test_losses_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(3, 2\); expected \(2, 3\)"):
        plots.scaling_map([0.1, 0.2, 0.4], [8, 16], np.ones((3, 2)))
