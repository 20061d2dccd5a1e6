"""A sample class made from a unit's own material, for a first look and for the tests."""

from grader.demo.sample import Sample, make_class
from grader.demo.story import Story

__all__ = ["Sample", "Story", "make_class"]
