"""Scores for other systems: a table for a spreadsheet, or the file that Canvas or Moodle imports."""

from grader.export.platform import ExportError, Filled, Rules, fill
from grader.export.table import csv_text
from grader.export.without_roster import text_without_roster

__all__ = ["ExportError", "Filled", "Rules", "csv_text", "fill", "text_without_roster"]
