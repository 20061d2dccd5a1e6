"""Hostile submissions, graded for real among honest ones: does anything get through?

A corpus is a folder of Python files, one a family, whose functions under :func:`.attack.attack` each prepare a
submission (:mod:`.handin`). They are handed in with an honest class on a stage of their own (:mod:`.stage`), where
everything that a submission might want to reach is planted and watched (:mod:`.surroundings`), and what the commands
make of them is judged (:mod:`.outcome`).
"""
