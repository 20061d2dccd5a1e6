"""The augmentations: by hand on small images, the same on another device, dtype and shape kept, inputs left alone."""

import numpy as np
import pytest

from gradschool import backend, data
from gradschool.data import augment, mixing, sampling

ALL = {
    "flip": augment.random_flip,
    "crop": augment.random_crop,
    "rotation": augment.random_rotation,
    "scale": augment.random_scale,
    "translation": augment.random_translation,
    "shear": augment.random_shear,
    "lens": augment.lens_distortion,
    "elastic": augment.elastic_distortion,
    "noise": augment.add_noise,
    "color": augment.color_jitter,
    "cutout": augment.cutout,
    "all": augment.compose(augment.random_flip, augment.random_crop, augment.cutout),
}
STILL = {
    "flip": lambda x, rng: augment.random_flip(x, rng, probability=0.0),
    "crop": lambda x, rng: augment.random_crop(x, rng, padding=0),
    "affine": augment.affine,
    "lens": lambda x, rng: augment.lens_distortion(x, rng, strength=0.0),
    "elastic": lambda x, rng: augment.elastic_distortion(x, rng, strength=0.0),
    "noise": lambda x, rng: augment.add_noise(x, rng, std=0.0),
    "color": lambda x, rng: augment.color_jitter(x, rng, 0.0, 0.0, 0.0),
    "cutout": lambda x, rng: augment.cutout(x, rng, size=0),
}
each = pytest.mark.parametrize("name", ALL)
on_devices = pytest.mark.parametrize("where", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def images(n=6, dtype="float32"):
    return data.shapes(n, rng=1, dtype=dtype).x


@each
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_shape_and_dtype_are_kept_and_the_input_left_alone(name, dtype):
    x = images(dtype=dtype)
    kept = x.copy()
    y = ALL[name](x, backend.default_rng(0))
    assert (y.shape, y.dtype) == (x.shape, x.dtype)
    np.testing.assert_array_equal(x, kept)
    assert not np.array_equal(y, x)


@each
@on_devices
def test_another_device_gives_the_same_images(name, where):
    x = images()
    x_there = backend.to_device(x, where)
    here, there = ALL[name](x, backend.default_rng(3)), ALL[name](x_there, backend.default_rng(3))
    assert type(there) is type(x_there)
    assert there.device == x_there.device
    assert backend.to_numpy(there).dtype == np.float32
    np.testing.assert_allclose(backend.to_numpy(there), here, atol=1e-5)


@each
@on_devices
@pytest.mark.parametrize("n", [0, 1])
def test_another_device_takes_empty_and_single_batches(name, where, n):
    there = ALL[name](backend.to_device(images()[:n], where), backend.default_rng(0))
    assert tuple(there.shape) == (n, 3, 32, 32)


@each
@pytest.mark.parametrize("n", [0, 1])
def test_empty_and_single_batches_pass(name, n):
    assert ALL[name](images()[:n], backend.default_rng(0)).shape == (n, 3, 32, 32)


@pytest.mark.parametrize("name", STILL)
def test_no_change_asked_for_is_no_change(name):
    np.testing.assert_allclose(STILL[name](images(), backend.default_rng(0)), images(), atol=1e-5)


def test_a_flip_is_a_mirror_image():
    np.testing.assert_array_equal(
        augment.random_flip(images(), backend.default_rng(0), probability=1.0), images()[..., ::-1]
    )


def test_half_of_the_images_are_flipped():
    x = np.broadcast_to(np.arange(4.0), (2000, 1, 2, 4))
    flipped = augment.random_flip(x, backend.default_rng(0))[:, 0, 0, 0] == 3
    assert abs(flipped.mean() - 0.5) < 0.04


def test_a_crop_is_the_image_moved_with_zeros_behind():
    x = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    framed = np.pad(x[0, 0], 1)
    windows = {framed[i : i + 3, j : j + 3].tobytes() for i in range(3) for j in range(3)}
    found = augment.random_crop(np.repeat(x, 200, axis=0), backend.default_rng(0), padding=1)
    assert {image.tobytes() for image in found[:, 0]} == windows


def test_reading_between_pixels_is_their_weighted_mean():
    x = np.array([[0.0, 1.0], [10.0, 11.0]]).reshape(1, 1, 2, 2)
    y = sampling.sample(x, np.array([[[0.5, 0.0], [1.0, 5.0]]]), np.array([[[0.5, 0.25], [0.5, 0.0]]]))
    np.testing.assert_allclose(y.ravel(), [5.5, 0.25, 10.5, 0.0])


class Fixed:
    """A generator whose uniform draws are all at their upper bound."""

    host = property(lambda self: self)

    def uniform(self, low, high, size):
        return np.full(size, float(high))


def test_a_quarter_turn_is_numpy_s():
    x = images(2, "float64")
    turned = augment.random_rotation(x, Fixed(), degrees=90)
    np.testing.assert_allclose(turned, np.rot90(x, k=-1, axes=(2, 3)), atol=1e-9)


def test_a_whole_pixel_of_translation_moves_down_and_right():
    x = images(1, "float64")
    moved = augment.random_translation(x, Fixed(), shift=2)
    np.testing.assert_allclose(moved[..., 2:, 2:], x[..., :-2, :-2], atol=1e-9)


def test_doubling_the_size_keeps_the_middle():
    x = np.zeros((1, 1, 5, 5))
    x[..., 2, 2] = 1.0
    np.testing.assert_allclose(augment.random_scale(x, Fixed(), scale=1.0)[0, 0, 2], [0, 0.5, 1, 0.5, 0], atol=1e-12)


def test_noise_has_the_spread_asked_for():
    y = augment.add_noise(np.zeros((50, 3, 20, 20), "float32"), backend.default_rng(0), std=0.3)
    assert abs(y.std() - 0.3) < 0.005


def test_cutout_blanks_a_square_and_nothing_else():
    y = augment.cutout(np.ones((500, 1, 9, 9)), backend.default_rng(0), size=3)
    hidden = (y == 0).sum(axis=(1, 2, 3))
    assert hidden.max() == 9
    assert hidden.min() == 4
    whole = y[hidden == 9][0, 0] == 0
    assert np.ptp(np.nonzero(whole), axis=1).tolist() == [2, 2]


def test_mixup_blends_images_and_labels_by_one_share(monkeypatch):
    x, targets = np.eye(4).reshape(4, 1, 2, 2), np.eye(4)
    mixed, labels = mixing.mixup(x, targets, backend.default_rng(1), alpha=1.0)
    np.testing.assert_allclose(mixed.reshape(4, 4), labels)
    np.testing.assert_allclose(labels.sum(axis=1), 1)


def test_cutmix_mixes_labels_by_the_pixels_that_were_kept():
    targets = np.eye(5)
    x = np.broadcast_to(np.arange(5.0)[:, None, None, None], (5, 1, 16, 16))
    for seed in range(30):
        mixed, labels = mixing.cutmix(x, targets, backend.default_rng(seed))
        kept = (mixed == x).mean(axis=(1, 2, 3))
        moved = labels.max(axis=1) < 1
        np.testing.assert_allclose(labels[moved, np.arange(5)[moved]], kept[moved])
        np.testing.assert_allclose(labels.sum(axis=1), 1)


def test_the_window_of_cutmix_has_the_area_of_the_paper_where_it_fits():
    boxes = [mixing.cutmix_box(100, 100, 0.75, backend.default_rng(seed)) for seed in range(200)]
    areas = [(bottom - top) * (right - left) for top, bottom, left, right in boxes]
    assert max(areas) == 2500
    assert min(areas) >= 625


@on_devices
@pytest.mark.parametrize("mix", [mixing.mixup, mixing.cutmix])
def test_mixing_works_on_another_device(mix, where):
    x, targets = images(), mixing.one_hot(np.arange(6) % 3, 3)
    here = mix(x, targets, backend.default_rng(2))
    there = mix(*(backend.to_device(part, where) for part in (x, targets)), backend.default_rng(2))
    for a, b in zip(here, there, strict=True):
        np.testing.assert_allclose(backend.to_numpy(b), a, atol=1e-6)
        assert a.dtype == np.float32


@on_devices
def test_labels_become_probabilities_and_crops_are_averaged_on_another_device(where):
    labels, x = np.arange(6) % 3, images()
    one_hot = mixing.one_hot(backend.to_device(labels, where), 3)
    np.testing.assert_array_equal(backend.to_numpy(one_hot), mixing.one_hot(labels, 3))
    mean = mixing.predict_over_crops(lambda crop: crop[:, 0, :3, 0], backend.to_device(x, where), 28)
    expected = mixing.predict_over_crops(lambda crop: crop[:, 0, :3, 0], x, 28)
    np.testing.assert_allclose(backend.to_numpy(mean), expected, atol=1e-6)


def test_predictions_are_averaged_over_ten_crops():
    x, seen = np.arange(16.0).reshape(1, 1, 4, 4), []

    def predict(crop):
        seen.append(crop[0, 0].tolist())
        return crop[:, 0, 0, :1]

    mean = mixing.predict_over_crops(predict, x, 2)
    assert len(seen) == 10
    assert seen[3] == [[10, 11], [14, 15]]
    assert seen[8] == [[11, 10], [15, 14]]
    np.testing.assert_allclose(mean, [[np.mean([crop[0][0] for crop in seen])]])


def test_crops_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="crops of 5 pixels do not fit into images of 4 x 4"):
        mixing.predict_over_crops(lambda x: x, np.ones((1, 1, 4, 4)), 5)


def test_one_hot_labels_are_probabilities():
    np.testing.assert_array_equal(mixing.one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]])


@pytest.mark.parametrize("smoothness", [1, 4])
def test_an_elastic_displacement_is_as_long_as_asked_for_on_a_small_image_too(smoothness):
    down = np.broadcast_to(np.arange(8.0)[:, None], (200, 1, 8, 8))
    bent = augment.elastic_distortion(down, backend.default_rng(0), 0.5, smoothness)
    moves = (bent - down)[:, :, 3:5, 3:5]
    assert np.sqrt((moves**2).mean()) == pytest.approx(0.5, rel=0.15)
