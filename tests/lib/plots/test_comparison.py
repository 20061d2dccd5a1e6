"""Bands over seeds and maps of settings: what is drawn, what is said, and what is refused."""

import numpy as np
import pytest

from gradschool import plots

TABLE = [[4.0, 2.0, 1.0], [4.0, 4.0, 3.0]]


def test_a_band_is_the_mean_and_one_sample_deviation_around_it() -> None:
    picture = plots.bands({"Adam": TABLE}, log=False)
    (drawn,) = picture.axes[0].lines
    np.testing.assert_allclose(drawn.get_ydata(), [4, 3, 2])
    edges = picture.axes[0].collections[0].get_paths()[0].vertices[:, 1]
    assert edges.max() == pytest.approx(3 + 2**0.5)
    assert edges.min() == pytest.approx(2 - 2**0.5)


def test_a_band_says_its_ends_and_its_seeds() -> None:
    assert plots.bands({"Adam": TABLE}).alt.endswith("over 2 seeds; at the end: Adam 2 ± 1.4.")


def test_bands_of_unequally_many_seeds_say_so() -> None:
    picture = plots.bands({"Adam": [*TABLE, TABLE[0]], "plain": TABLE})
    assert "over 2 to 3 seeds" in picture.alt
    assert "over 2 to 3 seeds" in picture.axes[0].get_legend().get_title().get_text()


def test_a_band_that_is_cut_off_on_a_logarithmic_axis_says_so() -> None:
    wide, narrow = [[0.1, 1.0], [2.0, 9.0]], [[1.0, 2.0], [1.1, 2.1]]
    titles = [plots.bands({"Adam": table}).axes[0].get_legend().get_title().get_text() for table in (wide, narrow)]
    assert ["cut off" in title for title in titles] == [True, False]
    assert "cut off" not in plots.bands({"Adam": wide}, log=False).axes[0].get_legend().get_title().get_text()


def test_each_row_is_a_line_of_its_own_where_that_is_asked_for() -> None:
    drawn = plots.bands({"Adam": TABLE}, each=True).axes[0].lines
    rows = [line.get_ydata() for line in drawn if line.get_linewidth() < 1]
    np.testing.assert_allclose(rows, TABLE)
    assert len(drawn) == len(TABLE) + 1


def test_a_band_leaves_out_what_diverged() -> None:
    picture = plots.bands({"fast": [[1.0, 2.0, np.inf], [1.0, 3.0, np.nan]]})
    assert len(picture.axes[0].lines[0].get_xdata()) == 2


def test_a_band_over_rates_has_them_on_its_axis() -> None:
    picture = plots.bands({"Adam": ([0.1, 1.0, 10.0], TABLE)}, log_x=True)
    np.testing.assert_allclose(picture.axes[0].lines[0].get_xdata(), [0.1, 1, 10])
    assert picture.axes[0].get_xscale() == "log"


@pytest.mark.parametrize("given", [[1.0, 2.0], [[1.0, 2.0]], ([1.0], TABLE)])
def test_one_seed_is_no_band(given: object) -> None:
    with pytest.raises(ValueError, match="at least two seeds"):
        plots.bands({"Adam": given})


def test_a_map_names_the_fastest_pair() -> None:
    steps = np.array([[np.nan, 50.0], [20.0, np.nan]])
    picture = plots.settings_map(
        {"momentum": steps}, [0.5, 2.0], [0.0, 0.9], bounds={"momentum": lambda mu: 2 + 2 * mu}
    )
    assert picture.alt.endswith("momentum: 20 steps at 0.50 and 0.90.")
    dashed = picture.axes[0].lines[-1]
    np.testing.assert_allclose(dashed.get_xdata(), [2, 3.8])


def test_a_map_in_which_nothing_arrives_is_an_error() -> None:
    with pytest.raises(ValueError, match="allow more steps"):
        plots.settings_map({"momentum": [[np.nan]]}, [0.5], [0.0])


def test_a_map_of_another_shape_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"expected \(2, 1\)"):
        plots.settings_map({"momentum": [[1.0, 2.0]]}, [0.5], [0.0, 0.9])


def test_a_window_cuts_what_lies_outside():
    assert plots.bands({"Adam": TABLE}, ylim=(0.1, 10)).axes[0].get_ylim() == (0.1, 10)
