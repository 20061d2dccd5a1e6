"""The figures: what is drawn, in which look, and that the words reach every kind of reader."""

import base64
import io
import subprocess
import sys

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from PIL import Image
from traitlets.config import Config

from gradschool import backend, plots
from gradschool.data import surfaces

ROUTES = {
    "slow": np.array([[-4.0, 1.0], [-3.0, 0.5], [-2.0, 0.2]]),
    "fast": np.array([[-4.0, 1.0], [-2.0, 0.1], [0.0, 0.0]]),
}
WORDS = 'Loss <falls> & "flattens" after step 3.'


def a_picture(alt=WORDS):
    figure, ax = plots.subplots()
    ax.plot([1, 2])
    return plots.Picture(figure, alt)


def all_pictures():
    return [
        plots.level_lines(surfaces.beale()),
        plots.paths(surfaces.valley(), ROUTES),
        plots.race(surfaces.valley(), ROUTES),
        plots.race(surfaces.valley(), ROUTES, apart=True),
        plots.loss_curves({"Adam": [3.0, 2.0, 1.0]}),
        plots.effective_steps({"Adam": np.ones((3, 5))}),
    ]


def alts_in_a_page(picture, settings=None):
    data, metadata = picture._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell("demo")
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    exporter = HTMLExporter(config=Config(settings or {}))
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    return [image["alt"] for image in BeautifulSoup(page, "html.parser").find_all("img")]


def test_every_figure_of_the_course_has_words_that_name_what_is_drawn():
    for picture in all_pictures():
        assert len(picture.alt) > 40
        assert picture.png().startswith(b"\x89PNG")


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="needs alternative text"):
        a_picture("  ")


def test_the_words_can_be_one_s_own():
    assert plots.level_lines(surfaces.valley(), alt="A long valley.").alt == "A long valley."


def test_the_words_reach_a_page_made_by_nbconvert():
    assert alts_in_a_page(a_picture()) == [WORDS]


def test_the_words_reach_a_page_that_sanitizes_and_prefers_images_as_nbgrader_s_do():
    settings = {
        "HTMLExporter": {"template_name": "classic", "sanitize_html": True},
        "NbConvertBase": {"display_data_priority": ["image/png", "text/plain"]},
    }
    assert alts_in_a_page(a_picture(), settings) == [WORDS]


def test_the_words_are_in_the_picture_s_file_too(tmp_path):
    a_picture().save(tmp_path / "figure.png")
    assert Image.open(tmp_path / "figure.png").info["Description"] == WORDS


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("PDF", b"%PDF-"), ("svg", b"<?xml")])
def test_a_file_is_what_its_name_says_with_the_words_in_it(ending, begins, tmp_path):
    path = tmp_path / f"figure.{ending}"
    a_picture("Loss falls.").save(path)
    assert path.read_bytes().startswith(begins)
    assert b"Loss falls." in path.read_bytes()


def test_a_name_that_does_not_say_what_to_write_is_refused(tmp_path):
    for name in ("figure", "figure.jpg"):
        with pytest.raises(ValueError, match=r"let its name end in \.png, \.pdf, \.svg"):
            a_picture().save(tmp_path / name)


def test_a_picture_is_as_wide_as_it_says_at_twice_the_resolution_or_so():
    picture = a_picture()
    data, metadata = picture._repr_mimebundle_()
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert metadata["image/png"]["width"] == 750
    assert image.width == 1125


def test_a_terminal_prints_the_words(capsys):
    figure, ax = plots.subplots()
    ax.plot([1, 2])
    plots.show(figure, alt="A rising line.")
    assert capsys.readouterr().out == "A rising line.\n"


def test_showing_a_pyplot_figure_closes_it():
    figure = plt.figure()
    plots.show(figure, alt="Nothing yet.")
    assert not plt.fignum_exists(figure.number)


def test_the_figures_leave_matplotlib_s_settings_and_pyplot_alone():
    before, open_before = dict(plt.rcParams), plt.get_fignums()
    all_pictures()
    assert dict(plt.rcParams) == before
    assert plt.get_fignums() == open_before


def test_style_gives_a_figure_of_one_s_own_the_colors_of_the_course():
    with plt.rc_context():
        plots.style()
        figure, ax = plt.subplots()
        (first,) = ax.plot([1, 2])
        plt.close(figure)
    assert first.get_color() == plots.COLORS["blue"]


def test_seven_lines_differ_in_color_and_in_style():
    looks = [plots.line(i) for i in range(7)]
    assert len({look["color"] for look in looks}) == 7
    assert len({str(look["linestyle"]) for look in looks}) == 7


def test_forty_nine_lines_are_told_apart():
    assert len({str(plots.line(i)) for i in range(49)}) == 49


def test_paths_draw_the_arrays_they_are_given_and_say_where_they_end():
    picture = plots.paths(surfaces.valley(), ROUTES)
    drawn = {line.get_label(): line.get_xydata() for line in picture.axes[0].lines}
    np.testing.assert_array_equal(drawn["slow"], ROUTES["slow"])
    assert "fast ends at (0, 0) after 2 steps, loss 0" in picture.alt


def test_paths_from_another_device_are_drawn():
    there = {name: backend.to_device(route, "strict") for name, route in ROUTES.items()}
    assert plots.paths(surfaces.valley(), there).alt == plots.paths(surfaces.valley(), ROUTES).alt


def test_a_path_of_the_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"path 'adam' has shape \(2, 3\); expected \(steps \+ 1, 2\)"):
        plots.paths(surfaces.valley(), {"adam": np.ones((2, 3))})


def test_a_function_of_one_point_is_drawn_too():
    def bowl(w):
        return float(w[0] ** 2) + float(w[1] ** 2)

    one_by_one = plots.level_lines(bowl, (-1, 1), (-1, 1), points=20)
    assert "Level lines of bowl" in one_by_one.alt


def test_a_function_without_a_window_asks_for_one():
    with pytest.raises(ValueError, match=r"pass xlim=\(low, high\)"):
        plots.level_lines(lambda w: w[..., 0])


def test_a_constant_function_has_no_level_lines_and_no_error():
    plots.level_lines(lambda w: 0 * w[..., 0], (-1, 1), (-1, 1)).png()


def test_figures_draw_into_axes_that_are_given():
    figure, axes = plots.subplots(1, 2)
    picture = plots.level_lines(surfaces.valley(), ax=axes[1])
    assert picture.figure is figure
    assert axes[1].get_title() == "valley"


def test_a_race_has_a_frame_a_step_and_never_starts_by_itself():
    film = plots.race(surfaces.valley(), ROUTES)
    assert film.captions == [
        "step 0; nobody has arrived",
        "step 1; nobody has arrived",
        "step 2; arrived: fast at step 2",
    ]
    assert len(set(film.frames)) == 3
    assert "autoplay" not in film.player
    assert film.values["frame"] == 0
    assert "arrived" not in film.alt


def test_the_first_twenty_steps_of_a_race_have_a_frame_each():
    long = {"walk": np.linspace([-4.0, 1.0], [0.0, 0.0], 500)}
    steps = [int(caption.split(";")[0][5:]) for caption in plots.race(surfaces.valley(), long).captions]
    assert steps[:21] == list(range(21))
    assert (len(steps), steps[-1]) == (45, 499)
    assert max(np.diff(steps)) < 25


def test_a_very_long_trail_lets_the_ground_show_and_the_losses_begin_off_the_axis():
    routes = {"short": ROUTES["slow"], "long": np.linspace([-4.0, 1.0], [0.0, 0.0], 400)}
    ground, beside = plots.race(surfaces.valley(), routes, frames=3).axes[:2]
    trails = [line for line in ground.lines if line.get_marker() == "None"]
    assert [trail.get_alpha() for trail in trails] == [None, 0.35]
    assert beside.get_xlim()[0] < 0


def test_who_passes_the_minimum_has_not_arrived():
    through = {"passes": np.array([[-4.0, 1.0], [0.0, 0.0], [3.0, 0.0]]), "stays": np.array([[0.0, 1.0], [0.0, 0.05]])}
    captions = plots.race(surfaces.valley(), through).captions
    assert captions[-1] == "step 2; arrived: stays at step 1"


def test_a_race_with_a_runner_that_explodes_is_drawn():
    wild = {"wild": np.array([[-4.0, 1.0], [1e200, 1e200], [np.inf, np.nan]])}
    assert plots.race(surfaces.valley(), wild).captions[-1] == "step 2; nobody has arrived"
    assert plots.race(surfaces.saddle(), ROUTES).png()


def test_a_long_race_is_thinned_to_the_frames_asked_for():
    long = {"walk": np.linspace([-4.0, 1.0], [0.0, 0.0], 500)}
    film = plots.race(surfaces.valley(), long, frames=12)
    assert len(film.frames) == 12
    assert film.captions[-1].startswith("step 499;")


def test_a_race_apart_has_a_panel_for_each_and_says_who_is_there():
    valley, still = surfaces.valley(), np.zeros((5, 2))
    picture = plots.race(valley, {"home": still, "away": still + 1}, apart=True)
    shown = [ax.get_title() for ax in picture.figure.axes if ax.get_visible()]
    assert shown == ["home\nthere at 0", "away\nnot there"]
    assert "home there at 0, away not there" in picture.alt


def test_a_film_where_scripts_cannot_run_is_its_last_frame():
    data, metadata = plots.race(surfaces.valley(), ROUTES)._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"].endswith("The end, step 2; arrived: fast at step 2.")


def test_a_loss_that_diverges_ends_its_line_and_is_said_to():
    picture = plots.loss_curves({"SGD": [1.0, 9.0, np.inf]})
    assert "SGD goes from 1 to 9, then no longer finite" in picture.alt
    assert np.isnan(picture.axes[0].lines[0].get_ydata()).tolist() == [False, False, True]
    picture.png()


def test_a_smoothed_curve_is_the_mean_of_its_neighbors():
    picture = plots.loss_curves({"a": [1.0, 2.0, 6.0, 4.0]}, smooth=2)
    np.testing.assert_allclose(picture.axes[0].lines[-1].get_ydata(), [1.5, 4.0, 5.0])


def test_effective_steps_of_many_weights_are_their_median():
    picture = plots.effective_steps({"AdaGrad": np.array([[1.0, 2.0, 9.0], [1.0, 1.0, 1.0]])})
    np.testing.assert_array_equal(picture.axes[0].lines[0].get_ydata(), [2.0, 1.0])


def test_a_curve_of_the_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"curve 'run 1' has x of shape \(4,\) and values of shape \(2, 2\)"):
        plots.loss_curves({"run 1": np.ones((2, 2))})


def test_the_figures_need_neither_the_optimizers_nor_the_networks():
    code = "import sys, gradschool.plots, gradschool.data; print([m for m in sys.modules if m.startswith("
    code += "('gradschool.nn', 'gradschool.optim', 'matplotlib.pyplot'))])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_curves_without_names_are_told_to_be_given_some():
    with pytest.raises(TypeError, match=r'loss_curves takes curves by name, \{"name": values\}, not a list'):
        plots.loss_curves([1.0, 0.5])
