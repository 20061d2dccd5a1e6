"""Neural networks: functions with explicit forward and backward passes, and modules over them.

>>> from gradschool import nn
>>> from gradschool.backend import default_rng
>>> model = nn.Sequential(nn.Dense(4, 8), nn.Tanh(), nn.Dense(8, 3, init=nn.initializers.zeros))
>>> parameters = model.build(rng=0)
>>> x, labels = default_rng(1).random((5, 4), "float32"), default_rng(2).integers(3, size=5)
>>> loss, upstream = nn.softmax_cross_entropy(model(x), labels)
>>> model.backward(upstream, input_gradient=False)
>>> parameters.gradients.shape
(67,)

The last layer starts at zeros, so all classes are equally probable and the loss starts at ``log(classes)``:

>>> round(float(loss), 4)
1.0986

Arrays are float32 or float64, and a model takes the precision that it was built in; anything else is refused where it
enters. A layer's `forward` remembers what its `backward` needs, so gradients are those of the last forward.

Who comes from PyTorch finds here:

| here | in PyTorch | what differs |
| --- | --- | --- |
| `model.build(rng)` | at construction | parameters are drawn from a seed, once the model is whole |
| `model(x, training=True, rng=rng)` | `model.train()`, `model(x)` | test time is the default; `rng` is dropout's |
| `model.backward(upstream)` | `loss.backward()` | losses return `upstream`; gradients are overwritten |
| `Dense(fan_in, fan_out)` | `Linear(in_features, out_features)` | the weight is (inputs, outputs) |
| `Conv2d(channels, filters, kernel)` | `Conv2d(in_channels, out_channels, kernel_size)` | one stride both ways |
| `DepthwiseConv2d(channels, kernel)` | `Conv2d(..., groups=channels)` | the weight is (channels, height, width) |
| `BatchNorm(channels)` | `BatchNorm1d`, `BatchNorm2d` | `scale` and `shift` are `weight` and `bias` there |
| `GroupNorm(groups, channels)` | `GroupNorm` | |
| `LayerNorm`, `RMSNorm(features)` | `LayerNorm`, `RMSNorm` | the last axis alone |
| `MaxPool`, `AveragePool(size, stride)` | `MaxPool2d`, `AvgPool2d` | |
| `GlobalAveragePool()` | `AdaptiveAvgPool2d(1)`, `Flatten` | |
| `FractionalMaxPool(rows, columns)` | `FractionalMaxPool2d` | one draw for the whole batch |
| `Dropout(rate)` | `Dropout(p)` | |
| `Swish()` | `SiLU` | has a `beta` |
| `GELU(tanh=True)` | `GELU(approximate="tanh")` | |
| `Residual(inner)` | | stochastic depth by `survival`, a fixed `scale` |
| `softmax_cross_entropy` | `cross_entropy` | weights of soft labels enter the mean, too |
| its `smoothing`, `class_weights` | `label_smoothing`, `weight` | |
| `binary_cross_entropy` | `binary_cross_entropy_with_logits` | |
| `mean_squared_error` | `mse_loss` | |
| `model.parameters` | `model.named_parameters()` | one flat buffer, with a named view of each array |
| `parameters.freeze("0")` | `requires_grad_(False)` | |
| `model.arrays()`, `model.copy()` | `state_dict()`, `copy.deepcopy(model)` | |

Left out on purpose: automatic differentiation (a unit derives it by hand), recurrent layers and attention, transposed
and dilated convolutions, one and three dimensions, pools and strides of two sizes.
"""

from gradschool.nn import activations, initializers
from gradschool.nn.activations import (
    ELU,
    SELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Swish,
    Tanh,
    softmax,
)
from gradschool.nn.batchnorm import (
    BatchNorm,
    batchnorm_backward,
    batchnorm_forward,
    batchnorm_inference,
    batchnorm_inference_backward,
    fold_batchnorm,
    update_running_statistics,
)
from gradschool.nn.containers import Flatten, Residual, Sequential
from gradschool.nn.convolution import Conv2d, conv2d_backward, conv2d_forward
from gradschool.nn.dense import Dense, dense_backward, dense_forward
from gradschool.nn.depthwise import DepthwiseConv2d, depthwise_conv2d_backward, depthwise_conv2d_forward
from gradschool.nn.dropout import Dropout, dropout_backward, dropout_forward
from gradschool.nn.fractional import (
    FractionalMaxPool,
    fractional_max_pool_backward,
    fractional_max_pool_forward,
)
from gradschool.nn.gelu import GELU
from gradschool.nn.layernorm import (
    GroupNorm,
    LayerNorm,
    RMSNorm,
    groupnorm_backward,
    groupnorm_forward,
    layernorm_backward,
    layernorm_forward,
    rmsnorm_backward,
    rmsnorm_forward,
)
from gradschool.nn.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from gradschool.nn.maxout import Maxout
from gradschool.nn.metrics import accuracy, binary_accuracy
from gradschool.nn.module import Module
from gradschool.nn.parameters import Parameters, decayed, undecayed
from gradschool.nn.penalties import elastic_net, l1_penalty, l2_penalty
from gradschool.nn.planes import output_size
from gradschool.nn.pooling import (
    AveragePool,
    GlobalAveragePool,
    MaxPool,
    average_pool_backward,
    average_pool_forward,
    global_average_pool_backward,
    global_average_pool_forward,
    max_pool_backward,
    max_pool_forward,
)
from gradschool.nn.prelu import PReLU
from gradschool.nn.swiglu import SwiGLU

__all__ = [
    "ELU",
    "GELU",
    "SELU",
    "Activation",
    "AveragePool",
    "BatchNorm",
    "Conv2d",
    "Dense",
    "DepthwiseConv2d",
    "Dropout",
    "Flatten",
    "FractionalMaxPool",
    "GlobalAveragePool",
    "GroupNorm",
    "Identity",
    "LayerNorm",
    "LeakyReLU",
    "MaxPool",
    "Maxout",
    "Module",
    "PReLU",
    "Parameters",
    "RMSNorm",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "SwiGLU",
    "Swish",
    "Tanh",
    "accuracy",
    "activations",
    "average_pool_backward",
    "average_pool_forward",
    "batchnorm_backward",
    "batchnorm_forward",
    "batchnorm_inference",
    "batchnorm_inference_backward",
    "binary_accuracy",
    "binary_cross_entropy",
    "conv2d_backward",
    "conv2d_forward",
    "decayed",
    "dense_backward",
    "dense_forward",
    "depthwise_conv2d_backward",
    "depthwise_conv2d_forward",
    "dropout_backward",
    "dropout_forward",
    "elastic_net",
    "fold_batchnorm",
    "fractional_max_pool_backward",
    "fractional_max_pool_forward",
    "global_average_pool_backward",
    "global_average_pool_forward",
    "groupnorm_backward",
    "groupnorm_forward",
    "initializers",
    "l1_penalty",
    "l2_penalty",
    "layernorm_backward",
    "layernorm_forward",
    "max_pool_backward",
    "max_pool_forward",
    "mean_squared_error",
    "output_size",
    "rmsnorm_backward",
    "rmsnorm_forward",
    "softmax",
    "softmax_cross_entropy",
    "undecayed",
    "update_running_statistics",
]
