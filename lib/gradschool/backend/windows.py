"""Where windows lie on planes, for convolution and pooling on every device."""

from typing import NamedTuple

Pair = tuple[int, int]


class Windows(NamedTuple):
    """Where windows lie on planes.

    Attributes
    ----------
    planes : (int, int, int, int)
        Shape of the planes, without a frame.
    kernel, counts : (int, int)
        Height and width of a window; windows from top to bottom and from left to right.
    stride : int
        Pixels between two windows.
    frame : ((int, int), (int, int))
        Pixels that windows may reach beyond the edges: at the top and bottom, and at the left and right.
    """

    planes: tuple[int, int, int, int]
    kernel: Pair
    counts: Pair
    stride: int
    frame: tuple[Pair, Pair]

    @property
    def numbers(self) -> tuple[int, ...]:
        """What a kernel is told (`gradschool.backend.kernels`), in its order."""
        (top, _), (left, _) = self.frame
        return (*self.planes[1:], *self.kernel, *self.counts, self.stride, top, left)
