"""The handwritten digits that ship with the library: real, small, and there without a network.

>>> from gradschool import data
>>> digits = data.digits()
>>> digits.x.shape, digits.classes[int(digits.y[5])]
((1797, 1, 8, 8), '5')
"""

from functools import cache
from importlib.resources import files

import numpy as np

from gradschool.backend import to_device
from gradschool.data.dataset import Dataset
from gradschool.settings import Precision, checked

SOURCE = (
    "Optical Recognition of Handwritten Digits, the 1,797 test images: E. Alpaydin and C. Kaynak, 1998, "
    "UCI Machine Learning Repository, doi:10.24432/C50P49, CC BY 4.0; as packaged by scikit-learn (BSD-3-Clause)"
)


@checked
def digits(dtype: Precision = "float32") -> Dataset:
    """Load 1,797 handwritten digits of 8 x 8 pixels (Alpaydin and Kaynak 1998).

    Parameters
    ----------
    dtype : str, default "float32"
        Of the images.

    Returns
    -------
    Dataset
        Images of shape (1797, 1, 8, 8), ink from 0 to 1 in steps of 1/16; labels 0 to 9, about 180 of each.

    Examples
    --------
    >>> len(digits())
    1797
    """
    images, labels = _stored()
    x = np.divide(images[:, None], 16, dtype=dtype)
    return Dataset(to_device(x), to_device(labels.astype("int64")), tuple("0123456789"), "UCI digits, 8 x 8", SOURCE)


@cache
def _stored() -> tuple[np.ndarray, np.ndarray]:
    """Images of shape (1797, 8, 8), 0 to 16, and labels, one byte each: read and unpacked once."""
    with np.load(str(files("gradschool.data") / "sets" / "digits.npz")) as stored:
        return stored["images"], stored["labels"]
