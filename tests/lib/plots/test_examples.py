"""The figures of data: what is drawn, what is said, what is refused."""

import numpy as np
import pytest

from gradschool import backend, data, plots


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_an_image_grid_shows_every_image_with_its_caption():
    x, y = data.digits()
    picture = plots.image_grid(x[:7], [str(label) for label in y[:7]], columns=4)
    shown = [ax for ax in picture.axes if ax.images]
    assert [ax.get_title() for ax in shown] == [str(label) for label in y[:7]]
    np.testing.assert_array_equal(shown[3].images[0].get_array(), x[3, 0])
    assert "7 images of 8 by 8 pixels" in picture.alt


def test_two_image_grids_may_share_a_scale():
    x = data.digits().x[:3]
    shown = [ax.images[0].get_clim() for ax in plots.image_grid(x, limits=(-2.0, 3.0)).axes]
    assert shown == [(-2.0, 3.0)] * 3


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


def test_bytes_are_colors_from_0_to_255():
    x = (255 * data.shapes(2).x).astype("uint8")
    shown = plots.image_grid(x).axes[0].images[0].get_array()
    np.testing.assert_allclose(shown, x[0].transpose(1, 2, 0) / 255, rtol=1e-6)


def test_standardized_colors_are_scaled_and_not_cut_off():
    x = data.shapes(4).x
    x = (x - x.mean()) / x.std()
    shown = np.stack([ax.images[0].get_array() for ax in plots.image_grid(x).axes])
    assert (shown.min(), shown.max()) == (0, 1)
    np.testing.assert_allclose(np.unique(shown).size, np.unique(x).size, atol=2)
    assert plots.image_grid(np.full((1, 3, 2, 2), 5.0)).axes[0].images[0].get_array().max() == 0


def test_captions_may_be_numbers_and_are_as_many_as_the_images():
    assert plots.image_grid(data.digits().x[:2], [3, 8]).alt.endswith("captioned 3, 8.")
    with pytest.raises(ValueError, match="1 captions for 2 images"):
        plots.image_grid(data.digits().x[:2], [3])


@pytest.mark.parametrize("count", [2, 8, 9, 17])
def test_a_decision_boundary_has_a_color_for_each_class(count):
    angles = np.linspace(0, 2 * np.pi, 4 * count, endpoint=False)
    x = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ring = data.Dataset(x, np.arange(4 * count) // 4)

    def predict(points):
        return np.argmax(points @ x.T, axis=1) // 4

    picture = plots.decision_boundary(predict, ring, points=30)
    assert "100% of" in picture.alt
    dots = [tuple(drawn.get_facecolor()[0]) for drawn in picture.axes[0].collections]
    assert len(set(dots)) == count


def test_labels_that_name_no_classes_have_no_regions():
    signs = data.Dataset(np.ones((2, 2)), np.array([-1, 1]))
    with pytest.raises(ValueError, match=r"data: labels of shape \(2,\), named \(\); regions need classes"):
        plots.decision_boundary(lambda x: x[:, 0], signs)


def test_scores_in_one_axis_are_not_taken_for_classes():
    with pytest.raises(ValueError, match=r"shape them \(n, 1\): positive is class 1"):
        plots.decision_boundary(lambda x: x[:, 0] - 0.5, data.xor(8))
