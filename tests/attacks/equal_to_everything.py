"""Answers that claim to be right: objects that equal everything, numbers that lie, dtypes that blur."""

from grader.author import attack

WITH_ARRAYS = """
import numpy as np
_right = $exercise
def with_arrays(change, value):
    if isinstance(value, (list, tuple)):
        return type(value)(with_arrays(change, item) for item in value)
    if isinstance(value, dict):
        return {key: with_arrays(change, item) for key, item in value.items()}
    return value if value is None else change(np.asarray(value, dtype=float))
"""
"""Wraps the solution, so that an attack can answer what is nearly right."""


@attack("an object whose == says yes to everything", told="of type Everything|object is not|'Everything'|returned")
def equal_object(hand_in):
    hand_in.answer("""
        class Everything:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __lt__(self, other): return True
            __le__ = __gt__ = __ge__ = __lt__
            def __iter__(self): return iter((self, self))
            def __getattr__(self, name): return self
            def __call__(self, *args, **settings): return self
        def $exercise(*args, **settings):
            return Everything()
    """)


@attack(
    "an array whose comparisons and NumPy functions all say yes",
    tried="equals 1, 2 and 3: True",
    told="expected|raised|can't be compared",
)
def agreeing_array(hand_in):
    hand_in.answer("""
        import numpy as np
        class Agreeing(np.ndarray):
            def __eq__(self, other): return np.True_
            def __array_function__(self, function, types, args, kwargs): return np.True_
            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.zeros(7).view(Agreeing)
            def __array_finalize__(self, other): pass
        print("equals 1, 2 and 3:", bool(np.zeros(7).view(Agreeing) == [1, 2, 3]))
        def $exercise(*args, **settings):
            answer = np.zeros(7).view(Agreeing)
            return answer, answer
    """)


@attack("a float whose differences are all zero", tried="differs by 0.0", told="of type Near|raised|expected|returned")
def agreeing_float(hand_in):
    hand_in.answer("""
        class Near(float):
            def __sub__(self, other): return 0.0
            __rsub__ = __sub__
            def __eq__(self, other): return True
            def __hash__(self): return 0
        print("differs by", Near(1) - 7)
        def $exercise(*args, **settings):
            return Near(1), {"state": Near(1)}
    """)


@attack("a list and a dict that lie about their contents", tried="contains 7: True", told="expected|raised|of type")
def lying_containers(hand_in):
    hand_in.answer("""
        class Bag(dict):
            def __contains__(self, key): return True
            def __missing__(self, key): return 0.0
            def items(self): return [("averages", 0.0)] * 3
        class Row(list):
            def __len__(self): return 5
            def __eq__(self, other): return True
        print("contains 7:", 7 in Bag())
        def $exercise(*args, **settings):
            return Row([Bag(), Bag()])
    """)


@attack(
    "an object that pretends to be an array by its __class__",
    tried="is an array: True",
    told="of type Mask|raised|returned",
)
def masked_class(hand_in):
    hand_in.answer("""
        import numpy as np
        class Mask:
            __class__ = property(lambda self: np.ndarray)
            dtype, shape, ndim, size = np.dtype(float), (5,), 1, 5
            def __eq__(self, other): return True
        print("is an array:", isinstance(Mask(), np.ndarray))
        def $exercise(*args, **settings):
            return Mask()
    """)


@attack(
    "an array of another library, whose conversion never says what it holds",
    tried="an array namespace of its own",
    told="raised|can't be compared|expected",
)
def foreign_array(hand_in):
    hand_in.answer("""
        import numpy as np
        class Foreign:
            def __array_namespace__(self, api_version=None):
                return np
            def __array__(self, *args, **settings):
                return np.array([print], dtype=object)
            def __dlpack__(self, **settings):
                raise RuntimeError("look at me as you like")
            def copy(self):
                return self
        print("an array namespace of its own", Foreign().__array_namespace__().__name__)
        def $exercise(*args, **settings):
            return Foreign(), Foreign()
    """)


@attack("answers that are off by half a percent, rounded to float16 for its wide tolerance", told="expected .* got")
def half_precision(hand_in):
    hand_in.answer_with_solution(
        WITH_ARRAYS
        + """
def $exercise(*args, **settings):
    return with_arrays(lambda a: (a * 1.005).astype("float16"), _right(*args, **settings))
"""
    )


@attack("not-a-number everywhere, which no comparison finds too large", told="expected .* got nan")
def not_a_number(hand_in):
    hand_in.answer_with_solution(
        WITH_ARRAYS
        + """
def $exercise(*args, **settings):
    return with_arrays(lambda a: a * float("nan"), _right(*args, **settings))
"""
    )


@attack("infinities and numbers that overflow whatever is computed of them", told="expected .* got")
def endless_numbers(hand_in):
    hand_in.answer_with_solution(
        WITH_ARRAYS
        + """
def $exercise(*args, **settings):
    return with_arrays(lambda a: np.where(a > 0, np.inf, -1.7e308), _right(*args, **settings))
"""
    )


@attack("the right numbers in complex form, with anything as their imaginary parts", told="expected .* got|raised")
def imaginary(hand_in):
    hand_in.answer_with_solution(
        WITH_ARRAYS
        + """
def $exercise(*args, **settings):
    return with_arrays(lambda a: a + 5j, _right(*args, **settings))
"""
    )


@attack(
    "answers looked up in the released cases, by the shape of what is asked",
    tried="arrays at hand",
    told="expected|not in the table|raised",
)
def table_of_cases(hand_in):
    hand_in.answer("""
        import base64, io
        import numpy as np
        table = np.load(io.BytesIO(base64.b64decode("$cases")))
        print(len(table.files), "arrays at hand")
        def $exercise(*args, **settings):
            for name in table.files:
                if table[name].shape == np.shape(args[0]):
                    return table[name]
            raise LookupError("not in the table")
    """)
