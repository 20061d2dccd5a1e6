"""The library of the course: neural networks and their training, on NumPy or, without changing a line, on CuPy.

Import its parts by name. `gradschool.backend` says where arrays live, `gradschool.data` has images and points to learn
from, `gradschool.nn` the layers and losses, `gradschool.optim` what moves the weights, `gradschool.train` the loop
around them, `gradschool.plots` the figures, and `gradschool.checks` what a notebook's ``check`` is made of. The units
stand on `gradschool.lesson` and `gradschool.experiments` besides, and `gradschool.progress` says how far you are.

>>> from gradschool import data, nn, optim, train
>>> points = data.spirals(300, rng=0)
>>> model = nn.Sequential(nn.Dense(2, 32), nn.Tanh(), nn.Dense(32, len(points.classes), init=nn.initializers.zeros))
>>> parameters = model.build(rng=0)
>>> trainer = train.Trainer(model, optim.Adam(lr=0.02))
>>> history = trainer.fit(data.Loader(points, batch_size=50, rng=0), epochs=60)
>>> history.losses[-1] < 0.3 * history.losses[0]
True
"""

__version__ = "0.1.0"
__all__ = ["backend", "checks", "data", "experiments", "lesson", "nn", "optim", "plots", "progress", "train"]
