"""A sample class made from a unit's own material, for a first look and for the tests."""

from grader.demo.sample import make_class

__all__ = ["make_class"]
