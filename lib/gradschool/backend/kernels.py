"""Kernels of CuPy: in one launch what its array functions take several for.

They take arrays of CuPy alone; whoever calls them has a way in array functions for all others. A kernel is the work
of one thread, in C, for element ``i`` of its result, counted in C order; so is what stands in brackets behind an
array, however that lies in memory. Images are planes here: (channels, height, width, batch).
"""

from functools import cache
from math import inf
from typing import Any

from gradschool.backend.namespaces import Array
from gradschool.backend.windows import Windows

_WINDOWS = """int32 height, int32 width, int32 batch, int32 kh, int32 kw, int32 oh, int32 ow, int32 stride,
    int32 top, int32 left"""
_AT_EACH_PLACE = "for (int a = 0; a < kh; ++a) { for (int b = 0; b < kw; ++b) {"
_ITS_PIXEL = """
    index y = down * stride + a - top;
    index x = across * stride + b - left;
    bool inside = y >= 0 && y < height && x >= 0 && x < width;
    index pixel = ((c * height + y) * width + x) * batch + example;
"""
"""Of a window the pixel at one of its places."""
_ITS_WINDOW = """
    index down = y + top - a;
    index across = x + left - b;
    bool reached = down >= 0 && across >= 0 && down % stride == 0 && across % stride == 0;
    down = down / stride;
    across = across / stride;
    bool seen = reached && down < oh && across < ow;
"""
"""Of a pixel the window that has it at one of its places."""


def _taken_apart(**lengths: str) -> str:
    """Return the lines that make of ``i`` an index for each axis, by their lengths; the first one's is not asked."""
    first, *others = lengths
    lines = [f"index {axis} = rest % {lengths[axis]}; rest = rest / {lengths[axis]};" for axis in reversed(others)]
    return "\n".join(["index rest = i;", *lines, f"index {first} = rest;"])


COLUMNS = f"""
    {_taken_apart(c="", a="kh", b="kw", down="oh", across="ow", example="batch")}
    {_ITS_PIXEL}
    column = inside ? planes[pixel] : T(0);
"""
FROM_COLUMNS = f"""
    {_taken_apart(c="", y="height", x="width", example="batch")}
    T sum = 0;
    {_AT_EACH_PLACE}
        {_ITS_WINDOW}
        index place = (c * kh + a) * kw + b;
        sum += seen ? columns[((place * oh + down) * ow + across) * batch + example] : T(0);
    }} }}
    pixels = sum;
"""
LARGEST = f"""
    {_taken_apart(c="", down="oh", across="ow", example="batch")}
    T most = lowest;
    int place = 0;
    {_AT_EACH_PLACE}
        {_ITS_PIXEL}
        T value = inside ? planes[pixel] : lowest;
        bool more = value > most || (value != value && most == most);
        most = more ? value : most;
        place = more ? a * kw + b : place;
    }} }}
    largest = most;
    winner = place;
"""
TO_LARGEST = f"""
    {_taken_apart(c="", y="height", x="width", example="batch")}
    T sum = 0;
    {_AT_EACH_PLACE}
        {_ITS_WINDOW}
        index window = ((c * oh + down) * ow + across) * batch + example;
        int place = seen ? winner[window] : -1;
        sum += place == a * kw + b ? slopes[window] : T(0);
    }} }}
    pixels = sum;
"""
COSTS = """
    T most = logits[i * classes];
    for (int k = 1; k < classes; ++k) {
        T score = logits[i * classes + k];
        most = score > most || score != score ? score : most;
    }
    T total = 0;
    for (int k = 0; k < classes; ++k) {
        total += exp(logits[i * classes + k] - most);
    }
    for (int k = 0; k < classes; ++k) {
        T wanted = k == label ? T(1) : T(0);
        gradient[i * classes + k] = (exp(logits[i * classes + k] - most) / total - wanted) / rows;
    }
    cost = (log(total) + most - logits[i * classes + label]) / rows;
"""


@cache
def _kernel(name: str, inputs: str, outputs: str, body: str, wide: bool = False) -> Any:
    """Compile a kernel; its indices have 32 bits, or 64 if `wide`, which take several times as long to divide."""
    import cupy

    preamble = f"typedef {'long long' if wide else 'int'} index;"
    return cupy.ElementwiseKernel(inputs, outputs, body, f"gradschool_{name}", preamble=preamble)


def _wide(*arrays: Array) -> bool:
    return any(x.size >= 1 << 31 for x in arrays)


def columns(planes: Array, windows: Windows) -> Array:
    """Return im2col's matrix, shape (channels * window area, windows * batch); beyond the planes' edges are zeros."""
    import cupy

    area, count = windows.kernel[0] * windows.kernel[1], windows.counts[0] * windows.counts[1]
    result = cupy.empty((planes.shape[0] * area, count * planes.shape[3]), planes.dtype)
    kernel = _kernel("columns", f"raw T planes, {_WINDOWS}", "T column", COLUMNS, _wide(planes, result))
    return kernel(planes, *windows.numbers, result)


def from_columns(matrix: Array, windows: Windows) -> Array:
    """Return planes in which each pixel is the sum of what stands where `columns` copies it to: the transpose."""
    import cupy

    result = cupy.empty(windows.planes, matrix.dtype)
    kernel = _kernel("from_columns", f"raw T columns, {_WINDOWS}", "T pixels", FROM_COLUMNS, _wide(matrix, result))
    return kernel(matrix, *windows.numbers, result)


def largest(planes: Array, windows: Windows) -> tuple[Array, Array]:
    """Return each window's largest pixel and its place in the window, counted row by row: of equal ones the first.

    Both have the shape (channels, *counts, batch). What lies beyond the edges is never the largest.
    """
    import cupy

    shape = (planes.shape[0], *windows.counts, planes.shape[3])
    results = cupy.empty(shape, planes.dtype), cupy.empty(shape, "int32")
    inputs, outputs = f"raw T planes, {_WINDOWS}, T lowest", "T largest, int32 winner"
    _kernel("largest", inputs, outputs, LARGEST, _wide(planes))(planes, *windows.numbers, -inf, *results)
    return results


def to_largest(slopes: Array, winner: Array, windows: Windows) -> Array:
    """Return planes in which each window's slope went to its largest pixel, as `largest` found it."""
    import cupy

    result = cupy.empty(windows.planes, slopes.dtype)
    inputs = f"raw T slopes, raw int32 winner, {_WINDOWS}"
    return _kernel("to_largest", inputs, "T pixels", TO_LARGEST, _wide(result))(
        slopes, winner, *windows.numbers, result
    )


def where_positive(slopes: Array, y: Array) -> Array:
    """Return slopes where `y` is positive, 0 elsewhere."""
    return _kernel("where_positive", "T slope, T y", "T kept", "kept = y > 0 ? slope : T(0);")(slopes, y)


def softmax_costs(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Return the mean cross-entropy of labels and softmax, shape (), and its gradient.

    Parameters
    ----------
    logits : array, shape (batch, classes)
    labels : array of int64, shape (batch,)
        Each a class.
    """
    import cupy

    batch, classes = logits.shape
    gradient, costs = cupy.empty(logits.shape, logits.dtype), cupy.empty(batch, logits.dtype)
    inputs, outputs = "int64 label, raw T logits, int32 classes, T rows", "raw T gradient, T cost"
    _kernel("softmax_costs", inputs, outputs, COSTS)(labels, logits, classes, batch, gradient, costs)
    return costs.sum(), gradient
