"""A sample class made from a unit's own material, for a first look and for the tests."""

from grader.demo.sample import SampleError, make_class

__all__ = ["SampleError", "make_class"]
