"""Augmentations over drawn shapes and strides: what memory looks like changes nothing."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.data import augment

hypothesis = pytest.importorskip("hypothesis", reason="it draws the shapes")
st = pytest.importorskip("hypothesis.strategies")

ALL = [
    *[augment.random_flip, augment.random_crop, augment.random_rotation, augment.random_scale],
    *[augment.random_translation, augment.random_shear, augment.lens_distortion, augment.elastic_distortion],
    *[augment.add_noise, augment.color_jitter, augment.cutout],
]


@pytest.mark.parametrize("change", ALL)
@hypothesis.given(
    batch=st.integers(0, 3),
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    order=st.permutations(range(4)),
    seed=st.integers(0, 9),
)
@hypothesis.settings(max_examples=25, deadline=None)
def test_images_of_any_size_lie_in_memory_as_they_like(change, batch, size, order, seed):
    with backend.use("numpy"):
        plain = np.random.default_rng(seed).random((batch, 3, *size), "float32")
        laid_out = np.ascontiguousarray(plain.transpose(order)).transpose(np.argsort(order))
        expected = change(plain, backend.default_rng(seed))
        found = change(np.repeat(laid_out, 2, axis=3)[..., ::2], backend.default_rng(seed))
    assert (expected.shape, expected.dtype) == (plain.shape, np.float32)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
