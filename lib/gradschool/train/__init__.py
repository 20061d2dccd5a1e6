"""Training: the loop, what it writes down, when it stops, and how it goes on after a pause.

>>> from gradschool import data, nn, optim, train
>>> digits = data.digits().flat
>>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
>>> parameters = model.build(rng=0)
>>> trainer = train.Trainer(model, optim.Adam(lr=0.01))
>>> history = trainer.fit(data.Loader(digits, batch_size=64, rng=0), epochs=3)
>>> train.evaluate(model, digits)["accuracy"] > 0.95
True

Who comes from PyTorch finds here:

| here | in PyTorch | what differs |
| --- | --- | --- |
| `trainer.step(x, labels)` | `zero_grad()`, `backward()`, `step()` | a NaN gradient is never stepped |
| `Trainer(model, {"0": ..., "2": ...})` | parameter groups | by name or by a test of names; groups never overlap |
| `Trainer(clip=1.0)` | `clip_grad_norm_(model.parameters(), 1.0)` | frozen gradients don't count |
| `Trainer(clip_value=0.5)` | `clip_grad_value_(model.parameters(), 0.5)` | |
| `gradients, norm = clip_by_norm(gradients, largest)` | `clip_grad_norm_(parameters, max_norm)` | an array of its own |
| `gradients = clip_by_value(gradients, largest)` | `clip_grad_value_(parameters, clip_value)` | an array of its own |
| `Trainer(accumulate=4)` | `loss.backward()` four times | an average over examples: no loss is divided by hand |
| `trainer.history` | | losses of steps, and a row an epoch with the learning rate |
| `evaluate(model, dataset)` | `model.eval()`, `torch.no_grad()` | metrics see all outputs at once |
| `predict(model, x)` | the same, and `torch.cat` | |
| `refresh_statistics(model, loader)` | `update_bn(loader, model)` | batches count by their examples |
| `save_model`, `load_model` | `torch.save(model.state_dict())` | safetensors with a checksum, never pickle |
| `load_model(..., only="0")` | `load_state_dict(strict=False)` | a part by name, nothing left out in silence |
| `save_checkpoint`, `load_checkpoint` | all `state_dict()`s by hand | goes on to the same bits |
| `EarlyStopping(grows, margin)` | `EarlyStopping(mode, min_delta)` of Lightning | given to a `Trainer(stopping=...)` |

Left out on purpose, since a course on training is clearer without: mixed precision (float16 is refused; unit 00 shows
why), training on several devices, loading in the background, and callbacks other than the one `hook`.
"""

from typing import TYPE_CHECKING, Any

from gradschool.spellings import missing
from gradschool.train.checkpoint import load_checkpoint, save_checkpoint
from gradschool.train.clipping import clip_by_norm, clip_by_value
from gradschool.train.evaluation import evaluate, predict
from gradschool.train.files import CheckpointError
from gradschool.train.gradients import DivergenceError
from gradschool.train.groups import Group
from gradschool.train.history import History, Progress
from gradschool.train.loop import Trainer
from gradschool.train.models import load_model, save_model
from gradschool.train.statistics import refresh_statistics
from gradschool.train.stopping import EarlyStopping

__all__ = [
    "CheckpointError",
    "DivergenceError",
    "EarlyStopping",
    "Group",
    "History",
    "Progress",
    "Trainer",
    "clip_by_norm",
    "clip_by_value",
    "evaluate",
    "load_checkpoint",
    "load_model",
    "predict",
    "refresh_statistics",
    "save_checkpoint",
    "save_model",
]

if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __name__))
