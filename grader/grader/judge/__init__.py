"""The judge: the trusted side. It plans what the examinee is asked, and reaches the verdicts.

It holds solutions, mistakes and hidden seeds, and never imports, unpickles, evaluates or renders what a student wrote.
"""

from grader.judge.judge import Judge

__all__ = ["Judge"]
