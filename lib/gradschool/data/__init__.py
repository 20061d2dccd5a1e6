"""Data for the course: embedded and generated sets, test surfaces for optimizers.

Every set is a `Dataset`; its `source` says where it comes from and under which licence it may be used.
"""

from gradschool.data import augment, mixing, surfaces
from gradschool.data.dataset import Dataset
from gradschool.data.digits import digits
from gradschool.data.downloads import DataError
from gradschool.data.generated import gaussian_mixture, spirals, will_i_pass, xor
from gradschool.data.image_sets import cifar10, fashion_mnist, mnist
from gradschool.data.loader import Loader
from gradschool.data.shapes import shapes
from gradschool.data.surfaces import Surface

__all__ = [
    "DataError",
    "Dataset",
    "Loader",
    "Surface",
    "augment",
    "cifar10",
    "digits",
    "fashion_mnist",
    "gaussian_mixture",
    "mixing",
    "mnist",
    "shapes",
    "spirals",
    "surfaces",
    "will_i_pass",
    "xor",
]
