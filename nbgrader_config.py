"""nbgrader's settings for this course; its presence marks the course root for `grader` and `nbgrader` alike."""

import importlib.util

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "gradschool"
c.CourseDirectory.source_directory = ".grader/source"
c.CourseDirectory.release_directory = "notebooks"
# Never copied into a folder in which a student's code could read them.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache",
    "hidden_probes.py", "mistakes.py", "alternatives.py",
]  # fmt: skip
# A Markdown cell may hold HTML; formgrader and the feedback pages show it harmless.
c.HTMLExporter.sanitize_html = True
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("your code here")'}
c.ClearSolutions.text_stub = "*Your answer here.*"

if importlib.util.find_spec("grader"):  # nbgrader alone works on this folder too, without the next three
    # Formgrader shows a written answer's rubric below it; its button "Generate Feedback" makes the grader's own page.
    c.HTMLExporter.preprocessors = ["grader.formgrader.ShowRubric"]
    c.GenerateFeedback.exporter_class = "grader.formgrader.FeedbackExporter"
    # Its button "Autograde", and `nbgrader autograde`, would run what a student handed in with your rights.
    c.Autograde.exporter_class = "grader.formgrader.SandboxExporter"
