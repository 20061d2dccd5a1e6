"""Training: the loop, what it writes down, when it stops, and how it goes on after a pause.

>>> from gradschool import data, nn, optim, train
>>> digits = data.digits().flat
>>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
>>> parameters = model.build(rng=0)
>>> trainer = train.Trainer(model, optim.Adam(lr=0.01))
>>> history = trainer.fit(data.Loader(digits, batch_size=64, rng=0), epochs=3)
>>> loss, accuracy = train.evaluate(model, digits)
>>> accuracy > 0.95
True
"""

from gradschool.train.checkpoint import CheckpointError, load_checkpoint, load_model, save_checkpoint, save_model
from gradschool.train.clipping import clip_by_norm
from gradschool.train.history import EarlyStopping, History
from gradschool.train.loop import DivergenceError, Trainer, evaluate, predict

__all__ = [
    "CheckpointError",
    "DivergenceError",
    "EarlyStopping",
    "History",
    "Trainer",
    "clip_by_norm",
    "evaluate",
    "load_checkpoint",
    "load_model",
    "predict",
    "save_checkpoint",
    "save_model",
]
