"""The twin of a network of ours: PyTorch's functions, called on copies of our parameters and running statistics."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import torch
from random_networks import Case, settings_of
from torch.nn import functional as F

from gradschool import nn


class Twin:
    """A network of PyTorch's functions that does what ours does."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.parameters = {name: torch.tensor(value, requires_grad=True) for name, value in model.parameters.items()}
        self.buffers = {
            prefix + name: torch.tensor(value)
            for prefix, module in model.modules()
            for name, value in module.buffers.items()
        }

    def forward(self, x: torch.Tensor, training: bool) -> torch.Tensor:
        """Return the output; what is random is taken from our side's last forward."""
        return self._run(self.model, "", x, training)

    def _run(self, module: nn.Module, prefix: str, x: torch.Tensor, training: bool) -> torch.Tensor:
        p = {name: self.parameters[prefix + name] for name in module.own}
        match module:
            case nn.Sequential():
                for i, layer in enumerate(module.layers):
                    x = self._run(layer, f"{prefix}{i}.", x, training)
                return x
            case nn.Residual():
                factor, left_out = module._cache
                return x if left_out else x + factor * self._run(module.inner, f"{prefix}inner.", x, training)
            case nn.BatchNorm():
                mean, variance = self.buffers[f"{prefix}mean"], self.buffers[f"{prefix}variance"]
                return F.batch_norm(x, mean, variance, p["scale"], p["shift"], training)
        return layer_of_pytorch(module, p, x, training)


def layer_of_pytorch(layer: nn.Module, p: dict[str, torch.Tensor], x: torch.Tensor, training: bool) -> torch.Tensor:
    """Return what PyTorch makes of an array where we have this layer."""
    match layer:
        case nn.Dense():
            return F.linear(x, p["weight"].T, p.get("bias"))
        case nn.DepthwiseConv2d():
            window = {"stride": layer.stride, "padding": layer.padding, "groups": layer.channels}
            return F.conv2d(x, p["weight"][:, None], p.get("bias"), **window)
        case nn.Conv2d():
            return F.conv2d(x, p["weight"], p.get("bias"), stride=layer.stride, padding=layer.padding)
        case nn.RMSNorm():
            return F.rms_norm(x, (layer.features,), p["scale"], layer.eps)
        case nn.LayerNorm():
            return F.layer_norm(x, (layer.features,), p["scale"], p["shift"], layer.eps)
        case nn.GroupNorm():
            return F.group_norm(x, layer.groups, p["scale"], p["shift"], layer.eps)
        case nn.PReLU():
            return F.prelu(x, p["slope"])
        case nn.AveragePool():
            return F.avg_pool2d(x, layer.size, layer.stride, layer.padding)
        case nn.MaxPool():
            return F.max_pool2d(x, layer.size, layer.stride, layer.padding)
        case nn.FractionalMaxPool():
            _, cuts, _ = layer._cache
            rows = [
                [x[:, :, a:b, c:d].flatten(2).max(2)[0] for c, d in pairwise(cuts[1])] for a, b in pairwise(cuts[0])
            ]
            return torch.stack([torch.stack(row, -1) for row in rows], -2)
        case nn.Dropout():
            mask = layer._cache if training else (1.0 if layer.inverted else 1 - layer.rate)
            return x * (torch.tensor(mask) if training else mask)
    return activation_of_pytorch(layer, x)


def activation_of_pytorch(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return PyTorch's function of this name."""
    match layer:
        case nn.LeakyReLU():
            return F.leaky_relu(x, layer.slope)
        case nn.ELU():
            return F.elu(x, layer.alpha)
        case nn.Swish():
            return x * torch.sigmoid(layer.beta * x)
        case nn.GELU():
            return F.gelu(x, approximate="tanh" if layer.tanh else "none")
        case nn.SwiGLU():
            gate, value = x.chunk(2, dim=-1)
            return F.silu(gate) * value
        case nn.Maxout():
            return x.reshape(x.shape[0], -1, layer.pieces).max(2)[0]
        case nn.Flatten():
            return x.flatten(1)
        case nn.GlobalAveragePool():
            return F.adaptive_avg_pool2d(x, 1).flatten(1)
    plain = {
        "Identity": lambda x: x,
        "Sigmoid": torch.sigmoid,
        "Tanh": torch.tanh,
        "ReLU": F.relu,
        "SELU": F.selu,
        "Softplus": F.softplus,
        "Softmax": partial(F.softmax, dim=1),
    }
    return plain[type(layer).__name__](x)


def their_loss(case: Case, output: torch.Tensor) -> torch.Tensor:
    """Return the loss there."""
    labels = torch.tensor(case.labels)
    if case.loss in ("binary", "squared"):
        return (F.binary_cross_entropy_with_logits if case.loss == "binary" else F.mse_loss)(output, labels)
    ours = settings_of(case.loss, output.shape[1])
    weight = torch.tensor(ours["class_weights"]) if "class_weights" in ours else None
    return F.cross_entropy(output, labels, weight=weight, label_smoothing=ours.get("smoothing", 0.0))
