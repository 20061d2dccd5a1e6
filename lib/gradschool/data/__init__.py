"""Data for the course: sets that ship with the library, generated and downloaded ones, surfaces for optimizers.

Every set is a `Dataset`; its `source` says where it comes from and under which licence it may be used.

>>> from gradschool import data
>>> digits = data.digits()
>>> training, held_back = digits.split(0.2, rng=0)
>>> len(training), len(held_back)
(1438, 359)
>>> for x, labels in data.Loader(training, batch_size=500, rng=0).batches(epoch=0):
...     print(x.shape)
(500, 1, 8, 8)
(500, 1, 8, 8)
(438, 1, 8, 8)

Who comes from PyTorch finds here:

| here | in PyTorch | what differs |
| --- | --- | --- |
| `Dataset(x, y)` | `TensorDataset(x, y)` | whole arrays, with the names of the classes |
| `dataset.split(0.2, rng)` | `random_split` | |
| `dataset.take(positions or mask)` | `Subset` | a copy |
| `Loader(dataset, batch_size, rng)` | `DataLoader(shuffle=True)` | the seed and the epoch settle the order |
| `Loader(dataset)`, in one process | `DataLoader(num_workers, pin_memory, collate_fn)` | a batch is one indexing |
| `Loader(augment=...)` | transforms of a data set | a whole batch at once, on its device |
| `augment.random_flip(probability)` | `RandomHorizontalFlip(p)` of torchvision | |
| `augment.random_crop` | `RandomCrop(padding)` | |
| `augment.random_rotation`, `affine` | `RandomRotation(degrees)`, `RandomAffine(degrees)` | |
| `augment.color_jitter` | `ColorJitter()` | |
| `augment.cutout` | `RandomErasing()` | |
| `augment.compose` | `Compose()` | |
| `Loader(mix=mixing.mixup)` | `torchvision.transforms.v2.MixUp` | class numbers become probabilities by themselves |

A set of your own is ``data.Dataset(x, y)``. Left out on purpose: sets larger than memory, files that are read while
training runs, and workers that load in the background. The course's sets fit into memory, and a batch is one indexing.
"""

from typing import TYPE_CHECKING, Any

from gradschool.data import augment, handwriting, mixing, surfaces
from gradschool.data.activation_tables import activation_tables
from gradschool.data.dataset import Dataset
from gradschool.data.digits import digits
from gradschool.data.downloads import DataError
from gradschool.data.generated import gaussian_mixture, spirals, will_i_pass, xor
from gradschool.data.image_sets import cifar10, fashion_mnist, mnist
from gradschool.data.loader import Loader
from gradschool.data.shapes import shapes
from gradschool.data.surfaces import Surface
from gradschool.spellings import missing

__all__ = [
    "DataError",
    "Dataset",
    "Loader",
    "Surface",
    "activation_tables",
    "augment",
    "cifar10",
    "digits",
    "fashion_mnist",
    "gaussian_mixture",
    "handwriting",
    "mixing",
    "mnist",
    "shapes",
    "spirals",
    "surfaces",
    "will_i_pass",
    "xor",
]

if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __name__))
