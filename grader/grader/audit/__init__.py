"""The grader's own accuracy: does it pass what is right, refuse what is wrong, and name the mistake?"""

from grader.audit.audit import audit, audit_exercise
from grader.audit.finding import Accuracy, Finding
from grader.audit.notebooks import Sheet, blank, solved

__all__ = ["Accuracy", "Finding", "Sheet", "audit", "audit_exercise", "blank", "solved"]
