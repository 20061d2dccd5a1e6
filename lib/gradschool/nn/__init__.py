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

What goes backward is called *upstream*: the gradient of the loss with respect to a layer's output, of the output's
shape. The loss returns the last layer's, and each layer makes from its own the one of the layer before it.

Arrays are float32 or float64, and a model takes the precision that it was built in; anything else is refused where it
enters. A layer's `forward` remembers what its `backward` needs, so gradients are those of the last forward.

Who comes from PyTorch finds here:

| here | in PyTorch | what differs |
| --- | --- | --- |
| `model.build(rng)` | at construction | parameters are drawn from a seed, once the model is whole |
| `model(x, training=True, rng=rng)` | `model.train()`, `model(x)` | `rng` is dropout's, a generator |
| `model(x)` | `model.eval()`, `model(x)` | test time is the default |
| `model.backward(upstream)` | `model.zero_grad()`, `loss.backward()` | gradients are overwritten, not added up |
| `model.layers[0]` | `model[0]` | |
| `model.build(rng, keep=True)` | | draws new layers alone: a new head on copies of trained layers |
| `backend.use("cupy")` | `model.to("cuda")`, `model.cuda()` | before the model is built |
| `model`, printed | `summary(model)` of torchinfo | layers, shapes of their last outputs, parameters |
| `train.predict(model, x)` | `model.predict(x)` of Keras | |
| `train.Trainer(model, optimizer).fit(loader, epochs)` | `model.fit(x, y)` of Keras | |
| `Sequential(*layers)` | `Sequential(*layers)`, `ModuleList(layers)` | |
| `Dense(fan_in, fan_out)` | `Linear(in_features, out_features)` | the weight is (inputs, outputs) |
| `Conv2d(channels, filters, kernel)` | `Conv2d(in_channels, out_channels, kernel_size)` | one stride both ways |
| `DepthwiseConv2d(channels, kernel)` | `Conv2d(..., groups=channels)` | the weight is (channels, height, width) |
| `BatchNorm(channels)` | `BatchNorm1d`, `BatchNorm2d(num_features)` | `weight` is `scale`, `bias` is `shift` |
| `GroupNorm(groups, channels)` | `GroupNorm(num_groups, num_channels)` | |
| `LayerNorm(features)`, `RMSNorm(features)` | `LayerNorm`, `RMSNorm(normalized_shape)` | the last axis |
| `MaxPool(size, stride)` | `MaxPool2d(kernel_size)` | |
| `AveragePool(size, stride)` | `AvgPool2d(kernel_size)` | |
| `GlobalAveragePool()` | `AdaptiveAvgPool2d(1)`, `Flatten` | |
| `FractionalMaxPool(rows, columns)` | `FractionalMaxPool2d` | one draw for the whole batch |
| `ReLU()` | `ReLU(inplace=True)` | arrays of others are never overwritten |
| `LeakyReLU(slope)` | `LeakyReLU(negative_slope, inplace=True)` | |
| `Dropout(rate)` | `Dropout(p, inplace=True)`, `Dropout2d(p)` | single values are dropped, never whole channels |
| `Swish()` | `SiLU(inplace=True)` | has a `beta` |
| `GELU(tanh=True)` | `GELU(approximate="tanh")` | |
| `Residual(inner)` | | stochastic depth by `survival`, a fixed `scale` |
| `Dense(..., init=initializers.he_normal)` | `init.kaiming_normal_(weight)` | |
| `softmax(x)` | `softmax(x, dim=1)` | of the last axis, always |
| `softmax_cross_entropy` | `cross_entropy`, `CrossEntropyLoss()` | weights of soft labels enter the mean, too |
| `softmax_cross_entropy`, on the scores | `NLLLoss()`, after `LogSoftmax()` | |
| `softmax_cross_entropy(smoothing, class_weights)` | `cross_entropy(label_smoothing, weight)` | always the mean |
| `binary_cross_entropy` | `binary_cross_entropy_with_logits`, `BCEWithLogitsLoss()` | |
| `binary_cross_entropy`, on the scores | `BCELoss()`, after `Sigmoid()` | |
| `mean_squared_error` | `mse_loss`, `MSELoss()` | |
| `model.parameters` | `model.parameters()`, `model.named_parameters()` | one flat buffer, and a named view of each |
| `model.parameters.freeze("0")` | `model.requires_grad_(False)` | a norm that is frozen keeps its statistics |
| `model.arrays()`, `model.restore(arrays)` | `model.state_dict()`, `model.load_state_dict(arrays)` | |
| `model.copy()` | `copy.deepcopy(model)` | of a layer, too |

Left out on purpose: automatic differentiation (a unit derives it by hand), recurrent layers and attention, transposed
and dilated convolutions, one and three dimensions, pools and strides of two sizes, and losses beyond these three: a
loss is a function of outputs and labels that returns a number and its gradient.
"""

from typing import TYPE_CHECKING, Any

from gradschool.nn import activations, initializers
from gradschool.nn.activation import Activation
from gradschool.nn.activations import (
    ELU,
    SELU,
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
from gradschool.nn.parameters import Parameters
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
from gradschool.nn.selectors import decayed, undecayed
from gradschool.nn.swiglu import SwiGLU
from gradschool.nn.tree import Tree
from gradschool.spellings import missing

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
    "Tree",
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

if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __name__))
