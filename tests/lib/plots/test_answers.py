"""What a classifier says about images: heights, colors, who is bold, and the words."""

import numpy as np
import pytest

from gradschool import plots
from gradschool.plots.style import COLORS

IMAGES = np.eye(3)[:, None, :]
SURE = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.0, 0.1, 0.9]]


def test_bars_are_as_high_as_the_probabilities_and_the_right_one_has_another_color():
    picture = plots.answers(IMAGES, [0, 1, 2], {"a reader": SURE})
    bars = picture.axes[4].patches  # the second image's field
    assert [bar.get_height() for bar in bars] == pytest.approx(SURE[1])
    blue, orange = (COLORS[name].lower() for name in ("blue", "vermilion"))
    colors = ["#" + "".join(f"{round(255 * part):02x}" for part in bar.get_facecolor()[:3]) for bar in bars]
    assert colors == [blue, orange, blue]


def test_a_right_answer_is_bold_and_a_wrong_one_is_not():
    picture = plots.answers(IMAGES, [0, 1, 2], {"a reader": SURE})
    titles = [(ax.get_title(), ax.title.get_fontweight()) for ax in picture.axes[3:]]
    assert titles == [("“0”", "bold"), ("“2”", "normal"), ("“2”", "bold")]


def test_the_words_tell_a_classifier_that_says_the_same_about_all():
    even = np.full((3, 3), 1 / 3)
    alt = plots.answers(IMAGES, [0, 1, 2], {"a reader": SURE, "the patient": even}).alt
    assert alt.endswith("a reader: 2 right; the patient: 1 right, the same about all.")


def test_as_many_rows_of_probabilities_as_images_are_asked_for():
    with pytest.raises(ValueError, match="zip"):
        plots.answers(IMAGES, [0, 1, 2], {"a reader": SURE[:2]})
