"""`ElementwiseKernel` for bodies of plain assignments, run on whole arrays by Python."""

import re

import numpy as np

from cupy import _launches
from cupy._array import ndarray

OF_C = ("sqrt", "exp", "log", "tanh", "fabs", "sin", "cos")


class ElementwiseKernel:
    """One statement after another on all elements at once: what one element's thread does, seen from outside.

    An output may be an input's own array. Then a statement sees what an earlier one wrote, as in CUDA. A function
    that the preamble defines is taken to be NumPy's of the same name.
    """

    def __init__(self, in_params, out_params, operation, name="kernel", **options):
        self.inputs, self.outputs = ([part.split()[-1] for part in text.split(",")] for text in (in_params, out_params))
        self.operation, self.name = operation, name
        own = re.findall(r"__device__\s+\w+\s+(\w+)\(", options.get("preamble", ""))
        self.functions = {function: getattr(np, function) for function in (*OF_C, *own)}

    def __call__(self, *args):
        _launches.counted[self.name] += 1
        given = dict(zip(self.inputs + self.outputs, args, strict=True))
        arrays = {name: x._numbers for name, x in given.items() if isinstance(x, ndarray)}
        if strangers := [type(x) for x in args if not isinstance(x, (ndarray, bool, int, float, np.generic))]:
            raise TypeError(f"Unsupported type {strangers[0]}")
        kinds, shapes = {x.dtype for x in arrays.values()}, {x.shape for x in arrays.values()}
        if len(kinds) > 1 or len(shapes) > 1:
            raise TypeError(f"Type is mismatched. {kinds} {shapes}")
        number = kinds.pop().type
        known = {**self.functions, "T": number, **arrays}
        known |= {name: number(x) for name, x in given.items() if name not in arrays}
        with np.errstate(all="ignore"):
            for statement in filter(None, map(str.strip, self.operation.split(";"))):
                self._assign(re.sub(r"^(const\s+)?T\s+", "", statement), known, arrays)
        outputs = [given[name] for name in self.outputs]
        return outputs[0] if len(outputs) == 1 else tuple(outputs)

    def _assign(self, statement, known, arrays):
        target, _, expression = statement.partition("=")
        value = eval(expression.strip(), {"__builtins__": {}}, known)
        if target.strip() in self.outputs:
            arrays[target.strip()][...] = value
        else:
            known[target.strip()] = np.array(value)
