"""Training: the loop, what it writes down, when it stops, and how it goes on after a pause."""

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
