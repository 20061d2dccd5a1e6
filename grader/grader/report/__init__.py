"""What people read after grading: a feedback page a submission, a report on the class, a table for a spreadsheet.

Everything here starts from result documents (`.grader/results/UNIT/STUDENT.json`) and, for what a person graded, from
nbgrader's gradebook. What a student wrote is text and stays text: it is escaped, never rendered and never run.
"""

from grader.report.classreport import write_report
from grader.report.drilldown import write_submissions
from grader.report.export import csv_text, write_csv
from grader.report.feedback import feedback_path, write_feedback
from grader.report.results import results_of

__all__ = [
    "csv_text",
    "feedback_path",
    "results_of",
    "write_csv",
    "write_feedback",
    "write_report",
    "write_submissions",
]
