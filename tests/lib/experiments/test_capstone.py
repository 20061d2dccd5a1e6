"""The capstone's images come in three parts, and its network takes the setting that it is told."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.experiments.capstone import attempt, image_sets, reduced


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


def test_the_three_parts_are_independent_draws() -> None:
    training, validation, test = image_sets(sizes=(10, 10, 10))
    assert not np.array_equal(training.x, validation.x)
    assert not np.array_equal(validation.x, test.x)
    assert not np.array_equal(training.x, image_sets(sizes=(10, 10, 10), seed=1)[0].x)


def test_a_set_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'svhn' is not known; there are 'shapes' and 'cifar10'"):
        image_sets("svhn")  # type: ignore[arg-type]


def test_small_images_are_means_over_colors_and_squares() -> None:
    images = np.arange(2 * 3 * 32 * 32, dtype="float64").reshape(2, 3, 32, 32)
    assert reduced(images, "small")[1, 17] == pytest.approx(images[1, :, 2:4, 2:4].mean())


def test_an_even_image_does_not_know_its_light() -> None:
    images = np.random.default_rng(0).random((2, 3, 32, 32))
    np.testing.assert_allclose(reduced(images, "even"), reduced(0.5 * images + 0.2, "even"), atol=0.1)


def test_a_way_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'tiny' is not known"):
        reduced(np.zeros((1, 3, 32, 32)), "tiny")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": ()},
        {"lr": 0.01},
        {"schedule": False},
        {"first": "small"},
        {"normalize": True},
        {"activation": "tanh"},
        {"optimizer": "sgd"},
        {"standardize": False},
        {"way": "even"},
    ],
    ids=str,
)
def test_each_setting_makes_another_run(change: dict[str, object]) -> None:
    training, validation, _ = image_sets(sizes=(40, 20, 10))
    same, again = (attempt(training, validation, updates=6, hidden=(8,), seeds=[3]) for _ in range(2))
    other = attempt(training, validation, updates=6, seeds=[3], **({"hidden": (8,)} | change))  # type: ignore[arg-type]
    np.testing.assert_array_equal(same.losses, again.losses)
    assert same.losses.shape == (1, 6)
    assert not np.array_equal(same.losses, other.losses)
