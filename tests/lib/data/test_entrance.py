"""What augmentations and mixing refuse at their entrance, by their own name: whole numbers, other shapes, settings."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend import default_rng
from gradschool.data import augment, mixing

CHANGES = [
    "random_flip",
    "random_crop",
    "affine",
    "random_rotation",
    "random_scale",
    "random_translation",
    "random_shear",
    "lens_distortion",
    "elastic_distortion",
    "add_noise",
    "color_jitter",
    "cutout",
]


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("dtype", ["uint8", "int64", "float16"])
def test_an_augmentation_refuses_whole_numbers_and_half_precision_by_its_name(name, dtype):
    with pytest.raises(TypeError, match=rf"^{name}: images: .*{dtype}"):
        getattr(augment, name)(np.ones((2, 3, 8, 8), dtype), default_rng(0))


@pytest.mark.parametrize("name", CHANGES)
def test_an_augmentation_refuses_other_shapes_and_other_generators_by_its_name(name):
    with pytest.raises(ValueError, match=rf"^{name}: images have shape \(8, 8\); expected \(batch, channels"):
        getattr(augment, name)(np.ones((8, 8)), default_rng(0))
    with pytest.raises(TypeError, match=rf"^{name}: rng is .*default_rng"):
        getattr(augment, name)(np.ones((2, 3, 8, 8)), np.random.default_rng(0))


@pytest.mark.parametrize("mix", [mixing.mixup, mixing.cutmix])
def test_class_numbers_are_not_mixed(mix):
    with pytest.raises(TypeError, match="the mean of classes 3 and 5 is not class 4; pass one_hot"):
        mix(np.ones((2, 1, 4, 4)), np.array([3, 5]), default_rng(0))


@pytest.mark.parametrize("mix", [mixing.mixup, mixing.cutmix])
@pytest.mark.parametrize(
    ("images", "targets", "alpha", "error", "words"),
    [
        (np.ones((2, 1, 4, 4), "uint8"), np.ones((2, 3)), 1.0, TypeError, "images: .*uint8"),
        (np.ones((2, 1, 4, 4)), np.ones((2, 3), int), 1.0, TypeError, "targets: .*int64"),
        (np.ones((2, 1, 4, 4)), np.ones((3, 3)), 1.0, ValueError, "2 images and 3 targets"),
        (np.ones((2, 1, 4, 4)), np.ones((2, 3)), 0.0, ValueError, "alpha is 0.0"),
    ],
)
def test_what_can_not_be_mixed_is_refused_by_name(mix, images, targets, alpha, error, words):
    with pytest.raises(error, match=rf"^{mix.__name__}: {words}"):
        mix(images, targets, default_rng(0), alpha)


@pytest.mark.parametrize(
    ("labels", "error", "words"),
    [
        (np.array([0, 3]), ValueError, r"labels\[1\] is 3; with 3 classes a label is a whole number from 0 to 2"),
        (np.array([0, -1]), ValueError, r"labels\[1\] is -1"),
        (np.array([0.0, 1.5]), ValueError, r"labels\[1\] is 1.5"),
        (
            np.array(["cat", "dog"]),
            TypeError,
            "labels have dtype <U3, which holds no real numbers; give each name a number",
        ),
        (np.array([[0], [1]]), ValueError, r"shape \(2, 1\)"),
    ],
)
def test_labels_that_number_no_class_are_refused(labels, error, words):
    with pytest.raises(error, match=words):
        mixing.one_hot(labels, classes=3)


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("random_flip", {"probability": 1.5}, "probability is 1.5"),
        ("random_crop", {"padding": -1}, "padding is -1"),
        ("random_scale", {"scale": 1.5}, "scale is 1.5"),
        ("color_jitter", {"contrast": 2.0}, "contrast is 2.0"),
        ("cutout", {"size": -3}, "size is -3"),
    ],
)
def test_settings_out_of_range_are_refused_with_the_range(name, settings, words):
    with pytest.raises(ValueError, match=words):
        getattr(augment, name)(np.ones((2, 3, 8, 8)), default_rng(0), **settings)


def test_color_jitter_is_for_images_from_0_to_1_and_clips_no_others():
    with pytest.raises(ValueError, match=r"images reach from -2 to 2.*jitter before you standardize"):
        augment.color_jitter(np.linspace(-2, 2, 2 * 3 * 16).reshape(2, 3, 4, 4), default_rng(0))


@pytest.mark.parametrize("alpha", [float("inf"), float("nan"), "0.2", -1])
def test_a_share_drawn_from_no_distribution_is_refused(alpha):
    with pytest.raises((TypeError, ValueError), match=r"mixup: alpha is .*; it must be a number above 0"):
        mixing.mixup(np.ones((2, 3)), np.ones((2, 3)), default_rng(0), alpha)


@pytest.mark.parametrize(
    ("change", "settings", "words"),
    [
        (augment.affine, {"degrees": 10}, "affine: images and rng missing.* functools.partial[(]affine, degrees=10[)]"),
        (mixing.mixup, {"alpha": 0.4}, "mixup: images and targets and rng missing.*functools.partial[(]mixup, alpha=0"),
        (mixing.cutmix, {}, "cutmix: images and targets and rng missing, which a Loader hands over"),
    ],
)
def test_a_change_called_with_settings_alone_says_how_to_fix_them(change, settings, words):
    with pytest.raises(TypeError, match=words):
        change(**settings)


def test_a_change_may_be_called_by_names():
    images = np.ones((2, 3, 8, 8))
    assert augment.cutout(rng=default_rng(0), images=images, size=0).tolist() == images.tolist()
