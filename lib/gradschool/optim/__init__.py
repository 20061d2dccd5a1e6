"""Optimizers: what moves the weights, given a gradient.

An optimizer holds its settings and nothing else. Its state is a plain dictionary that you keep. (One rate remembers,
`schedules.ReduceOnPlateau`, so an optimizer with it serves one run.) Settings but the rate are given by name:

>>> import numpy as np
>>> optimizer = Adam(lr=0.1)
>>> w = np.array([1.0, -2.0])
>>> state = optimizer.start(w)
>>> for _ in range(200):
...     w, state = optimizer.step(w, gradient=2 * w, state=state)
>>> bool(np.all(np.abs(w) < 0.1))
True

All weights of a network are one array, and so are their gradients. A loop of your own steps through them in place;
`gradschool.train.Trainer` is one that is written already:

>>> from gradschool import data, nn
>>> digits = data.digits().flat
>>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
>>> parameters = model.build(rng=0)
>>> state = optimizer.start(parameters.values)
>>> for x, labels in data.Loader(digits, batch_size=64):
...     loss, upstream = nn.softmax_cross_entropy(model(x, training=True), labels)
...     model.backward(upstream, input_gradient=False)
...     optimizer.step_in_place(parameters.values, parameters.gradients, state)
>>> state["steps"]
29

A schedule counts these steps and not epochs: one for the whole run has a total of ``epochs * len(loader)``.

What it is called elsewhere; a state that is a dictionary, and settings that are keywords, are as in optax:

| here | PyTorch (`torch.optim`) | optax |
| --- | --- | --- |
| `SGD(lr, weight_decay)` | `SGD(lr, weight_decay)` | `sgd` (after `add_decayed_weights`) |
| `Momentum(mu)` | `SGD(momentum)` | `sgd(momentum)` |
| `Momentum(convention="step")`, `"descent"` | none | none |
| `Nesterov(mu)` | `SGD(momentum, nesterov=True)` | `sgd(momentum, nesterov=True)` |
| `Nesterov(form="look-ahead")` | none | none |
| `AdaGrad(eps)` | `Adagrad(eps)` | `adagrad` (epsilon inside the root) |
| `RMSProp(rho, eps)` | `RMSprop(alpha, eps)` | `rmsprop(decay, eps, eps_in_sqrt=False)` |
| `Adadelta(rho, eps)` | `Adadelta(rho, eps)` | `adadelta(rho, eps)` |
| `Adam(beta1, beta2, eps)` | `Adam(betas, eps)` | `adam(b1, b2, eps)` |
| `AdamW(weight_decay)` | `AdamW(weight_decay)` | `adamw(weight_decay)` |
| `AdamW`, or `Trainer(penalty=partial(nn.l2_penalty, strength=0.01))` | `Adam(weight_decay)` | `adam` after decay |
| `Lion(beta1, beta2)` | none | `lion(b1, b2)` |
| `Muon(mu, nesterov)` | `Muon(momentum, nesterov)` | `contrib.muon(beta, nesterov)` |
| `PolyakAverage(decay)` | `swa_utils.AveragedModel` | `ema(decay)` |
| `minimize_lbfgs(memory, most)` | `LBFGS(history_size, max_iter)` | `lbfgs(memory_size)` |
| `schedules.step_decay(every, factor)` in steps | `StepLR(step_size, gamma)` | `exponential_decay(staircase=True)` |
| `schedules.milestones(at, factor)` in steps | `MultiStepLR(milestones, gamma)` | `piecewise_constant_schedule` |
| `schedules.exponential(decay)` in steps, `decay = -log(gamma)` | `ExponentialLR(gamma)` | `exponential_decay` |
| `schedules.cosine(total, lowest)` in steps | `CosineAnnealingLR(T_max, eta_min)` | `cosine_decay_schedule` |
| `schedules.warm_restarts(first, growth)` in steps | `CosineAnnealingWarmRestarts(T_0, T_mult)` | `sgdr_schedule` |
| `schedules.cyclic(low, high, half)` in steps | `CyclicLR(base_lr, max_lr, step_size_up)` | none |
| `schedules.one_cycle(highest, total)` | `OneCycleLR(max_lr, total_steps)` | `cosine_onecycle_schedule` |
| `schedules.ReduceOnPlateau(improvement, lowest)` | `ReduceLROnPlateau(mode, threshold, min_lr)` | in `contrib` |
| `schedules.warm_up`, `chain` | `LinearLR`, `SequentialLR` | `linear_schedule`, `join_schedules` |
| `lr=function`, which returns the rate at a step, no factor | `LambdaLR(lr_lambda)` | any function |
| `lr=schedules.cosine(0.1, total=100)` | `lr_scheduler`, and its `step()` | `cosine_decay_schedule(0.1, 100)` |
| `train.Trainer.step(x, labels)` | `optimizer.zero_grad()`, `optimizer.step()` | `update`, `apply_updates` |
| `Trainer(model, {"0": ..., "2": ...})` | `optimizer.param_groups` | `partition` |
| `train.save_checkpoint(trainer, path)` | `optimizer.state_dict()` | the state |
"""

from typing import TYPE_CHECKING, Any

from gradschool.optim import schedules
from gradschool.optim.adaptive import Adadelta, AdaGrad, Adam, AdamW, RMSProp
from gradschool.optim.averaging import PolyakAverage
from gradschool.optim.first_order import SGD, Momentum, Nesterov
from gradschool.optim.line_search import backtracking, strong_wolfe
from gradschool.optim.minimum import Minimum
from gradschool.optim.newton import minimize_newton
from gradschool.optim.normalized import Lion, Muon
from gradschool.optim.optimizer import Optimizer, State
from gradschool.optim.quasi_newton import bfgs_update, lbfgs_direction, minimize_bfgs, minimize_lbfgs
from gradschool.spellings import missing

__all__ = [
    "SGD",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "AdamW",
    "Lion",
    "Minimum",
    "Momentum",
    "Muon",
    "Nesterov",
    "Optimizer",
    "PolyakAverage",
    "RMSProp",
    "State",
    "backtracking",
    "bfgs_update",
    "lbfgs_direction",
    "minimize_bfgs",
    "minimize_lbfgs",
    "minimize_newton",
    "schedules",
    "strong_wolfe",
]

if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __name__))
