"""`ElementwiseKernel`: C for one element, run by Python for all elements at once.

Understood is what the library's kernels are written in: declarations, assignments, ``c ? x : y``, ``&&``, ``||``,
loops ``for (int k = 0; k < n; ++k) {`` with one count for all elements, and arrays in brackets. Whole numbers are
divided as C does, towards zero. Python reads both sides of a choice, so what is read outside of an array is no error
here: it is NaN, or a huge number, which shows in the result unless the choice leaves it out.
"""

import ast
import re

import numpy as np

from cupy import _launches
from cupy._array import ndarray

OF_C = ("sqrt", "exp", "log", "tanh", "fabs", "sin", "cos")
LOOP = r"for \(int (?P<k>\w+) = (?P<low>\w+); \w+ < (?P<high>\w+); \+\+\w+\) \{"
STATEMENT = re.compile(rf"\s*(?:{LOOP}|(?P<end>\}})|(?P<statement>[^;{{}}]+);)")
DECLARED = re.compile(r"^(?:const\s+)?(T|int|index|bool)\s+(?=\w+\s*=)")
ASSIGNED = re.compile(r"^(\w+(?:\[.*?\])?)\s*(\+?)=\s*(.*)$", re.DOTALL)


class ElementwiseKernel:
    """One statement after another on all elements at once: what one element's thread does, seen from outside.

    An output may be an input's own array. Then a statement sees what an earlier one wrote, as in CUDA. A function
    that the preamble defines is taken to be NumPy's of the same name.
    """

    def __init__(self, in_params, out_params, operation, name="kernel", **options):
        self.inputs, self.outputs = _parameters(in_params), _parameters(out_params)
        self.name = name
        own = re.findall(r"__device__\s+\w+\s+(\w+)\(", options.get("preamble", ""))
        self.functions = {function: getattr(np, function) for function in (*OF_C, *own)}
        written = [parameter for parameter, (raw, _) in self.outputs.items() if not raw]
        self.program = compile(_to_python(operation, written), name, "exec")

    def __call__(self, *args):
        _launches.counted[self.name] += 1
        if strangers := [type(x) for x in args if not isinstance(x, (ndarray, bool, int, float, np.generic))]:
            raise TypeError(f"Unsupported type {strangers[0]}")
        if len(args) not in (len(self.inputs), len(self.inputs) + len(self.outputs)):
            raise TypeError(f"Wrong number of arguments for {self.name!r}: {len(args)}")
        parameters = {**self.inputs, **self.outputs}
        given = dict(zip(parameters, args, strict=False))
        kinds = _kinds(given, parameters)
        shape = np.broadcast_shapes(*(x.shape for name, x in given.items() if _looped(x, parameters[name])))
        for name in list(self.outputs)[: 0 if len(args) > len(self.inputs) else None]:
            given[name] = ndarray._of(np.empty(shape, kinds.get(self.outputs[name][1], self.outputs[name][1])))
            _launches.allocated(given[name])
        if wrong := [name for name, (raw, _) in self.outputs.items() if not raw and given[name].shape != shape]:
            raise ValueError(f"Out shape is mismatched: {wrong[0]}")
        known = {**self.functions, "np": np, "divided": _divided, "rest_of": _rest, "T": kinds.get("T")}
        values = {"i": np.arange(int(np.prod(shape))).reshape(shape)}
        for name, (raw, kind) in parameters.items():
            values[name] = _value(given[name], raw, kinds.get(kind) or np.dtype(kind).type, shape, name in self.outputs)
        with np.errstate(all="ignore"):
            for part in _parts(shape):
                cut = {name: x[part] if getattr(x, "shape", ()) == shape else x for name, x in values.items()}
                exec(self.program, known | cut)
        outputs = tuple(given[name] for name in self.outputs)
        return outputs[0] if len(outputs) == 1 else outputs


def _parts(shape):
    """Indices that cut the first axis, so that what lies between is no larger than a million elements."""
    if not shape:
        return [...]
    rows = max(1, (1 << 20) // max(1, int(np.prod(shape[1:]))))
    return [slice(begin, begin + rows) for begin in range(0, shape[0], rows)]


def _parameters(text):
    """Names with whether they are raw, and their type."""
    words = [part.split() for part in text.split(",") if part.strip()]
    return {name: ("raw" in before, before[-1]) for *before, name in words}


def _looped(x, parameter):
    return isinstance(x, ndarray) and not parameter[0]


def _kinds(given, parameters):
    """What each type of one letter stands for; all arrays of a type agree."""
    kinds = {}
    for name, x in given.items():
        kind = parameters[name][1]
        if isinstance(x, ndarray):
            wanted = kinds.setdefault(kind, x.dtype.type) if len(kind) == 1 else np.dtype(kind).type
            if x.dtype != wanted:
                raise TypeError(f"Type is mismatched. {name} {x.dtype} {np.dtype(wanted)}")
    return kinds


def _value(x, raw, kind, shape, written):
    if not isinstance(x, ndarray):
        return kind(x)
    if not raw:
        return x._numbers if written else np.broadcast_to(x._numbers, shape)
    flat = x._numbers.reshape(-1)
    if written and not np.shares_memory(flat, x._numbers):
        raise NotImplementedError("the stand-in writes into raw arrays in C order alone")
    return Raw(flat)


class Raw:
    """An array that is read and written by numbers of elements."""

    def __init__(self, flat):
        self.flat = flat
        self.outside = np.nan if flat.dtype.kind == "f" else np.iinfo(flat.dtype).max

    def __getitem__(self, places):
        inside = (places >= 0) & (places < self.flat.size)
        return np.where(inside, self.flat[np.where(inside, places, 0)], np.asarray(self.outside, self.flat.dtype))

    def __setitem__(self, places, values):
        if not ((places >= 0) & (places < self.flat.size)).all():
            raise IndexError("a kernel writes outside of an array")
        self.flat[places] = values


def _divided(a, b):
    if np.result_type(a, b).kind not in "iu":
        return a / b
    return np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b))


def _rest(a, b):
    return np.fmod(a, b)


def _to_python(operation, written):
    """C as Python that works on all elements at once."""
    lines, depth = [], 0
    for found in STATEMENT.finditer(operation):
        if found["k"]:
            lines.append(f"{'    ' * depth}for {found['k']} in range({found['low']}, {found['high']}):")
            depth += 1
        elif found["end"]:
            depth -= 1
        else:
            lines.append("    " * depth + _assignment(found["statement"].strip(), written))
    return ast.fix_missing_locations(_AsInC().visit(ast.parse("\n".join(lines))))


def _assignment(statement, written):
    declared = DECLARED.match(statement)
    target, more, value = ASSIGNED.match(DECLARED.sub("", statement)).groups()
    value = _choice(" ".join(value.split()))
    if more:
        return f"{target} = {target} + ({value})"
    if declared:
        return f"{target} = np.array({value}{', T' if declared[1] == 'T' else ''})"
    return f"{target}{'[...]' if target in written else ''} = {value}"


def _choice(text):
    """``c ? x : y``, and truth values joined by ``&&`` and ``||``."""
    condition, question, sides = text.partition("?")
    parts = [[f"({one.strip()})" for one in part.split("&&")] for part in condition.split("||")]
    truth = " | ".join(f"({' & '.join(part)})" for part in parts)
    if not question:
        return truth
    yes, _, no = sides.partition(":")
    return f"np.where({truth}, {yes.strip()}, {_choice(no.strip())})"


class _AsInC(ast.NodeTransformer):
    """Division and remainder as C has them."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        names = {ast.Div: "divided", ast.Mod: "rest_of"}
        if type(node.op) not in names:
            return node
        return ast.Call(ast.Name(names[type(node.op)], ast.Load()), [node.left, node.right], [])
