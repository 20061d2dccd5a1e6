"""The figures of training and of data: what is drawn, what is said, what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from gradschool import backend, data, plots

HISTORY = SimpleNamespace(
    epochs=[
        {"epoch": 1, "training_loss": 2.0, "validation_loss": 2.5, "validation_accuracy": 0.25},
        {"epoch": 2, "training_loss": 1.0, "validation_loss": 1.5, "validation_accuracy": 0.75},
    ]
)


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_training_curves_are_the_history_s_columns():
    picture = plots.training_curves(HISTORY)
    losses, shares = picture.axes
    assert [list(line.get_ydata()) for line in losses.lines] == [[2.0, 1.0], [2.5, 1.5]]
    assert list(shares.lines[0].get_ydata()) == [25, 75]
    assert "validation accuracy 0.75" in picture.alt


def test_training_curves_do_without_validation():
    history = SimpleNamespace(epochs=[{"epoch": 1, "training_loss": 2.0}])
    assert len(plots.training_curves(history).axes) == 1


def test_a_history_without_epochs_says_what_to_call():
    with pytest.raises(ValueError, match="no epochs yet; call fit"):
        plots.training_curves(SimpleNamespace(epochs=[]))


def test_schedules_are_drawn_step_by_step():
    picture = plots.schedules({"falling": lambda steps: 1 / (1 + steps)}, 4)
    np.testing.assert_allclose(picture.axes[0].lines[0].get_xydata(), [[0, 1], [1, 1 / 2], [2, 1 / 3], [3, 1 / 4]])


def test_histograms_have_one_panel_a_layer_and_name_its_spread():
    layers = {f"layer {i}": backend.to_device(i + np.linspace(-i, i, 50), "strict") for i in range(1, 8)}
    picture = plots.histograms(layers, xlabel="gradient")
    drawn = [ax for ax in picture.axes if ax.get_visible()]
    assert len(drawn) == 7
    assert all(sum(bar.get_height() for bar in ax.patches) == 50 for ax in drawn)
    assert "layer 3: mean 3, standard deviation 1.77" in picture.alt


def test_a_layer_of_one_value_is_drawn():
    plots.histograms({"dead": np.zeros(5)}).png()


def test_layers_of_several_runs_are_compared():
    picture = plots.compare_layers({"He": [1.0, 0.9], "small": [1.0, 0.1]})
    assert "small goes from 1 to 0.1" in picture.alt
    assert {line.get_marker() for line in picture.axes[0].lines} == {"o", "s"}


def test_an_image_grid_shows_every_image_with_its_caption():
    x, y = data.digits()
    picture = plots.image_grid(x[:7], [str(label) for label in y[:7]], columns=4)
    shown = [ax for ax in picture.axes if ax.images]
    assert [ax.get_title() for ax in shown] == [str(label) for label in y[:7]]
    np.testing.assert_array_equal(shown[3].images[0].get_array(), x[3, 0])
    assert "7 images of 8 by 8 pixels" in picture.alt


def test_an_image_grid_shows_colors():
    picture = plots.image_grid(data.shapes(2).x)
    assert picture.axes[0].images[0].get_array().shape == (32, 32, 3)


def test_images_of_the_wrong_shape_are_refused():
    with pytest.raises(ValueError, match=r"images have shape \(4, 64\); expected"):
        plots.image_grid(np.ones((4, 64)))


@pytest.mark.parametrize("where", ["numpy", "strict"])
@pytest.mark.parametrize("form", ["classes", "scores", "one score"])
def test_a_decision_boundary_says_how_many_examples_lie_right(form, where):
    dataset = data.xor(8).to_device(where)

    def predict(x):
        xp = backend.array_namespace(x)
        score = (x[:, 0] - 0.5) * (0.5 - x[:, 1])
        if form == "classes":
            return xp.astype(score > 0, xp.int64)
        return score[:, None] if form == "one score" else xp.stack([-score, score], axis=1)

    picture = plots.decision_boundary(predict, dataset, points=20)
    assert "100% of 8 examples" in picture.alt
    regions = picture.axes[0].images[0].get_array()
    assert regions[0, 0] == 0
    assert regions[0, -1] == 1


def test_a_decision_boundary_needs_a_plane():
    with pytest.raises(ValueError, match=r"UCI digits, 8 x 8: inputs have shape \(1797, 64\)"):
        plots.decision_boundary(lambda x: x, data.digits().flat)
