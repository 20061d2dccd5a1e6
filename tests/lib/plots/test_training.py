"""The figures of a training run and of layers: what is drawn, what is said, what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from gradschool import backend, plots

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


def test_a_line_goes_on_over_epochs_without_its_figure():
    rows = [{"epoch": i, "training_loss": 1.0 / i} for i in range(1, 7)]
    for row in rows[1::2]:
        row |= {"validation_loss": 2.0 / row["epoch"], "validation_accuracy": 0.5}
    rows[0]["validation_loss"] = None
    picture = plots.training_curves(SimpleNamespace(epochs=rows))
    losses, shares = picture.axes
    np.testing.assert_allclose(losses.lines[1].get_xydata(), [[2, 1], [4, 0.5], [6, 1 / 3]])
    assert list(shares.lines[0].get_xdata()) == [2, 4, 6]
    assert losses.lines[0].get_marker() == "None"
    assert losses.lines[1].get_marker() == "o"


def test_every_metric_has_a_panel_and_only_an_accuracy_is_a_percentage():
    rows = [{"epoch": 1, "learning_rate": 0.1, "training_loss": 1.0, "validation_loss": 1.0}]
    rows[0] |= {"validation_worst": 3.0, "validation_top_accuracy": 0.5}
    picture = plots.training_curves(SimpleNamespace(epochs=rows))
    assert [ax.get_ylabel() for ax in picture.axes] == ["loss", "validation worst", "validation top accuracy in %"]
    assert [list(ax.lines[-1].get_ydata()) for ax in picture.axes] == [[1.0], [3.0], [50.0]]
    assert "learning" not in picture.alt


def test_a_layer_of_no_numbers_is_named():
    for values in (np.array([1.0, np.nan]), np.empty(0)):
        with pytest.raises(ValueError, match="'lost' holds no values, or some that are no numbers"):
            plots.histograms({"fine": np.ones(3), "lost": values})


@pytest.mark.parametrize("where", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_a_list_of_a_device_s_numbers_is_drawn(where):
    with backend.use(where) as there:
        losses = [there.xp.mean(there.xp.asarray([float(i)], device=there.device)) for i in (3, 2, 1)]
    curves = plots.loss_curves({"run": losses, "other": ([1, 2, 3], losses)})
    assert [list(line.get_ydata()) for line in curves.axes[0].lines] == [[3, 2, 1]] * 2
    assert "mean 2" in plots.histograms({"layer": losses}).alt
    assert "goes from 3 to 1" in plots.effective_steps({"run": losses}).alt


def test_a_trainer_in_the_place_of_its_history_is_told_so():
    with pytest.raises(TypeError, match=r"takes a history, which fit returns and trainer\.history is, not a dict"):
        plots.training_curves({})
