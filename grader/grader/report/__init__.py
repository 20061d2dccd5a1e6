"""What people read after grading: a feedback page a submission, and a report on the class.

Everything here starts from result documents (`.grader/results/UNIT/STUDENT.json`) and, for what a person graded, from
nbgrader's gradebook. What a student wrote is text and stays text: it is escaped, never rendered and never run.
"""

from grader.report.classreport import write_report
from grader.report.drilldown import write_submissions
from grader.report.feedback import feedback_path, write_feedback

__all__ = [
    "feedback_path",
    "write_feedback",
    "write_report",
    "write_submissions",
]
