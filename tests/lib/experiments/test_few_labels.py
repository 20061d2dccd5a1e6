"""Readers of a few labels: what one learns must not depend on its company, and images must reach it as they are."""

import numpy as np
import pytest

from gradschool.data import mixing
from gradschool.experiments.few_labels import few, learn, parted, train_few


def test_a_draw_holds_all_classes_alike_and_the_smaller_draws() -> None:
    small, large = few(20, seed=3), few(50, seed=3)
    assert np.bincount(large.y).tolist() == [5] * 10
    np.testing.assert_array_equal(small.x, large.x[:20])


@pytest.mark.parametrize("n", [0, 55, 1000])
def test_a_draw_that_can_not_be_is_refused_with_the_way_out(n: int) -> None:
    with pytest.raises(ValueError, match="give a multiple of ten from 10 to"):
        few(n)


def test_the_three_parts_have_no_image_in_common() -> None:
    whole = np.concatenate([part.x.reshape(len(part), -1) for part in parted()])
    assert all(part.x.shape[1:] == (1, 8, 8) for part in parted())
    assert len(np.unique(whole, axis=0)) == len(whole) == 1797


def test_a_reader_is_the_same_in_any_company() -> None:
    alone, among = train_few(20, updates=30, seeds=[3]), train_few(20, updates=30, seeds=[1, 3])
    np.testing.assert_allclose(alone.answers(few(20).x)[0], among.answers(few(20).x)[1], rtol=1e-4)
    np.testing.assert_allclose(alone.reader()(few(20).x), among.reader(1)(few(20).x), rtol=1e-4)


def test_labels_are_learned_and_unseen_digits_are_read() -> None:
    readers = train_few(50, updates=100, seeds=[0, 1])
    assert readers.right(few(50, seed=1))[1] == 1
    assert readers.right(parted().test).min() > 0.7


def test_a_change_sees_images_and_what_it_returns_is_learned() -> None:
    seen = []

    def black(images: np.ndarray, rng: object) -> np.ndarray:
        seen.append(images.shape)
        return 0 * images

    readers = train_few(20, black, updates=3, seeds=[0, 1])
    assert seen == [(40, 1, 8, 8)] * 3
    assert (readers.layers[0] == train_few(20, black, updates=1, seeds=[0, 1]).layers[0]).all()


def test_images_are_mixed_with_those_of_the_same_seed_alone() -> None:
    def partner(images: np.ndarray, targets: np.ndarray, rng: object) -> tuple[np.ndarray, np.ndarray]:
        assert images.shape == (20, 1, 8, 8)
        return images[::-1], targets[::-1]

    mixed, plain = (train_few(20, mix=mix, updates=20, seeds=[0, 1]) for mix in (partner, None))
    np.testing.assert_allclose(mixed.layers[2], plain.layers[2], atol=1e-5)


def test_mixed_labels_leave_a_reader_less_sure() -> None:
    points = [(few(50).x, few(50).y)]
    mixed = learn(points, mix=lambda x, y, rng: mixing.mixup(x, y, rng, alpha=1.0), updates=200)
    assert (
        mixed.answers(few(50).x).max(axis=-1).mean() < learn(points, updates=200).answers(few(50).x).max(axis=-1).mean()
    )
