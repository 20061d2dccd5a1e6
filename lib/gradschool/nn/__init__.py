"""Neural networks: functions with explicit forward and backward passes, and modules over them.

>>> from gradschool import nn
>>> from gradschool.backend import default_rng
>>> model = nn.Sequential(nn.Dense(4, 8), nn.Tanh(), nn.Dense(8, 3))
>>> parameters = model.build(rng=0)
>>> x, labels = default_rng(1).random((5, 4), "float32"), default_rng(2).integers(3, size=5)
>>> loss, upstream = nn.softmax_cross_entropy(model(x), labels)
>>> model.backward(upstream, input_gradient=False)
>>> parameters.gradients.shape
(67,)
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
