"""Sliders over a function that draws: what they redraw, what is told, what stands where no kernel answers."""

import io

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor
from PIL import Image

from gradschool import plots
from gradschool.lesson import drawn_by

CELL = """
from gradschool import plots

def wave(turns):
    return plots.loss_curves({"wave": [turns, 2.0 * turns]}, log=False)

plots.explore(wave, turns=(0.5, 5.0, 1.0))
"""


def wave(turns, height=1.0):
    if turns > 4:
        raise ValueError("too <fast>")
    return plots.loss_curves({"wave": height * np.sin(turns * np.arange(50))}, alt=f"A wave of {turns:g} turns.")


def parts(picture):
    """Sliders, image, and words."""
    controls, image, words = picture.widget().children
    return controls.children, image, words


def test_a_slider_redraws_the_figure_and_its_words():
    (slider,), image, words = parts(plots.explore(wave, turns=(0.5, 5.0, 1.0)))
    before = image.value
    assert "A wave of 1 turns." in words.value
    slider.value = 2.0
    assert image.value != before
    assert "A wave of 2 turns." in words.value
    slider.value = 1.0
    assert image.value == before


def test_a_label_that_wide_numbers_push_out_is_laid_out_again():
    def heights(height):
        return plots.curve_panels({"a": {"x": [0.0, height]}}, ylabel="loss of the whole network")

    (slider,), image, _ = parts(plots.explore(heights, height=(1.0, 90_000.0, 1.0)))
    slider.value = 80_000.0
    edge = np.asarray(Image.open(io.BytesIO(image.value)).convert("L"))[:, :2]
    assert edge.min() == 255  # nothing is cut off there


def test_an_image_is_as_wide_as_the_figure_on_the_page():
    _, image, _ = parts(plots.explore(wave, turns=(0.5, 5.0, 1.0)))
    assert image.width == "750"
    assert Image.open(io.BytesIO(image.value)).width == 750


def test_two_numbers_are_drawn_together():
    (turns, height), image, _ = parts(plots.explore(wave, turns=(0.5, 5.0, 1.0), height=(0.0, 2.0, 1.0)))
    turns.value = 2.0
    one = image.value
    height.value = 0.5
    assert image.value != one


def test_an_error_is_told_below_and_the_figure_stays():
    (slider,), image, words = parts(plots.explore(wave, turns=(0.5, 5.0, 1.0)))
    before = image.value
    slider.value = 5.0
    assert image.value == before
    assert "No figure for turns=5: ValueError: too &lt;fast&gt;" in words.value
    slider.value = 1.0
    assert "No figure" not in words.value


def test_an_error_at_the_start_is_raised():
    with pytest.raises(ValueError, match="too <fast>"):
        plots.explore(wave, turns=(0.5, 5.0, 4.5))


def test_a_figure_that_waits_for_an_exercise_says_so_and_draws_nothing(capsys):
    @drawn_by("adam_step")
    def steps(lr):
        raise NotImplementedError

    assert plots.explore(steps, lr=(0.1, 1.0, 0.5)) is None
    assert capsys.readouterr().out.startswith("This figure is drawn by your own adam_step, which is still to do.")


def test_a_figure_whose_exercise_breaks_later_says_so_below():
    @drawn_by("adam_step")
    def steps(lr):
        if lr > 0.7:
            raise NotImplementedError
        return wave(lr)

    (slider,), _, words = parts(plots.explore(steps, lr=(0.1, 1.0, 0.5)))
    slider.value = 0.9
    assert "This figure is drawn by your own adam_step, which is still to do." in words.value


@pytest.mark.parametrize(
    ("spec", "kind"),
    [((1, 5, 3), "IntSlider"), ((0.1, 5.0, 1.0), "FloatSlider"), ((0.001, 1.0, 0.1), "FloatLogSlider")],
)
def test_the_numbers_say_what_slider_they_get(spec, kind):
    (slider,), _, _ = parts(plots.explore(lambda lr: wave(0.5), lr=spec))
    assert type(slider).__name__ == kind
    assert slider.value == spec[2]


def test_a_list_is_a_choice():
    (choice,), _, words = parts(plots.explore(lambda rule: wave(len(rule)), rule=["He", "LeC"]))
    assert "A wave of 2 turns." in words.value
    choice.value = "LeC"
    assert "A wave of 3 turns." in words.value


def test_no_number_is_refused():
    with pytest.raises(ValueError, match="has no number to explore"):
        plots.explore(wave)


@pytest.fixture(scope="module")
def executed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    return ExecutePreprocessor(store_widget_state=False).preprocess(notebook)[0]


@pytest.mark.programs
def test_a_kernel_offers_the_sliders_and_the_picture(executed):
    (output,) = executed.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert output.data["text/plain"].startswith("Loss by update")


@pytest.mark.programs
def test_a_page_shows_the_picture_of_the_first_values(executed):
    page, _ = HTMLExporter().from_notebook_node(executed)
    (image,) = BeautifulSoup(page, "html.parser").find_all("img")
    assert image["alt"] == "Loss by update, up to 2: wave goes from 1 to 2."
