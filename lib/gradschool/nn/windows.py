"""Windows over planes; as columns of a matrix, and back, by which a GPU convolves."""

import array_api_compat

from gradschool.backend import array_namespace, kernels
from gradschool.backend.arrays import Array
from gradschool.backend.windows import Windows
from gradschool.nn.planes import Frame, counts_of, framed, framed_shape, inside, places


def windows_of(shape: tuple[int, int, int, int], kernel: tuple[int, int], stride: int, frame: Frame) -> Windows:
    """Return where windows lie on planes of this shape, (channels, height, width, batch), in their frame."""
    return Windows(shape, kernel, counts_of(framed_shape(shape, frame), kernel, stride), stride, frame)


def columns(planes: Array, windows: Windows) -> Array:
    """Return im2col's matrix: a row for each channel and place in the window, a column for each window and example.

    Parameters
    ----------
    planes : array, shape (channels, height, width, batch)
        Without their frame, which is of zeros.
    windows : Windows

    Returns
    -------
    array, shape (channels * window area, windows * batch)
    """
    if array_api_compat.is_cupy_array(planes):
        return kernels.columns(planes, windows)
    xp, whole = array_namespace(planes), framed(planes, windows.frame)
    pixels = [whole[place] for place in places(whole.shape, windows.kernel, windows.stride)]
    return xp.reshape(xp.stack(pixels, axis=1), (planes.shape[0] * len(pixels), -1))


def from_columns(matrix: Array, windows: Windows) -> Array:
    """Add each number of a matrix to the pixel that `columns` copies there: its transpose, of the planes' shape."""
    if array_api_compat.is_cupy_array(matrix):
        return kernels.from_columns(matrix, windows)
    xp, shape = array_namespace(matrix), framed_shape(windows.planes, windows.frame)
    whole = xp.zeros(shape, dtype=matrix.dtype, device=matrix.device)
    pixels = places(shape, windows.kernel, windows.stride)
    parts = xp.reshape(matrix, (shape[0], len(pixels), *windows.counts, shape[3]))
    for number, place in enumerate(pixels):
        whole[place] += parts[:, number, ...]
    return inside(whole, windows.frame)
