"""The library that a student wrote: what is right in the notebooks of the course, as one module of plain functions.

`gradschool collect` works with what is here. `collection` decides what is the student's own, `slices` finds what a
function is made of, `naming` and `module` write it down, and `keeping` brings it into a file or the last notebook.

>>> from gradschool.library.slices import Program
>>> from gradschool.library.statements import statements
>>> notebook = Program(statements([(1, "two = 2"), (2, "three = 3"), (3, "def double(x):\\n    return two * x")]))
>>> [notebook.statements[i].text.splitlines()[0] for i in sorted(notebook.slice("double").places)]
['two = 2', 'def double(x):']
"""
