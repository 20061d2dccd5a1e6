"""`cupy.lib.stride_tricks`: a view with strides of one's own."""

from cupy._array import ndarray


def as_strided(x, shape=None, strides=None):
    """A view of this shape and these strides, in bytes."""
    return ndarray(shape or x.shape, x.dtype, memptr=x.data, strides=strides or x.strides)
