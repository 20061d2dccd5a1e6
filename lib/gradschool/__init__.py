"""The library of the course: import its parts by name (``from gradschool import backend, optim, plots``)."""

__version__ = "0.1.0"
