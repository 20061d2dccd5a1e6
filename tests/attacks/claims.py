"""Cells that claim to be what they are not: the instructor's, graded, worth more, a demonstration, done already."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grader.author import attack

WORTH = {"grade": True, "solution": False, "locked": True, "points": 1000.0, "schema_version": 3, "cell_type": "code"}


@attack("a test cell of its own, worth a thousand points, with full marks as its output", told="not written")
def own_test_cell(hand_in):
    passed = [new_output("execute_result", data={"text/plain": "1000.0"}, execution_count=1)]
    marks = {"nbgrader": {**WORTH, "grade_id": "check-bonus"}}
    hand_in.notebook.cells.append(new_code_cell("1000.0", metadata=marks, outputs=passed, execution_count=1))


@attack("the instructor's test cell, copied, worth more and emptied", told="not written")
def copied_test_cell(hand_in):
    for points in (1000.0, -5.0, float("1e308")):
        marks = {"nbgrader": {**WORTH, "grade_id": f"check-{hand_in.exercise}", "points": points}}
        hand_in.notebook.cells.append(new_code_cell("pass", metadata=marks))


@attack("every test cell deleted, and every name of a cell taken", told="not written")
def no_test_cells(hand_in):
    cells = hand_in.notebook.cells
    hand_in.notebook.cells = [cell for cell in cells if not cell.source.startswith("check(")]
    for cell in hand_in.notebook.cells:
        cell.metadata["nbgrader"] = {**WORTH, "grade_id": hand_in.exercise, "solution": True}


@attack("a hostile exercise marked as a demonstration, which is skipped", told="ZeroDivisionError")
def false_demonstration(hand_in):
    hand_in.cell("def $exercise(*args, **settings): return 1 / 0")
    hand_in.notebook.cells[-1].metadata.update(tags=["demo"], deletable=False)


@attack("the same identity for every cell", told="not written")
def same_identity(hand_in):
    for cell in hand_in.notebook.cells:
        cell["id"] = "same"


@attack("an exercise defined twice and thrice, the right one nowhere", told="expected|raised", tried="expected|raised")
def defined_thrice(hand_in):
    hand_in.answer("def $exercise(*args, **settings): return 1.0")
    hand_in.cell("async def $exercise(*args, **settings): return 2.0")
    hand_in.cell("class $exercise:\n    def __new__(cls, *args, **settings): return 3.0")


@attack(
    "names that a probe uses, defined by the student",
    told="expected|raised|not written|missing",
    tried="named",
    spends=True,
)
def borrowed_names(hand_in):
    hand_in.cell("""
        student = rng = inputs = probe = Observation = Probe = "full marks"
        def check(*args): return 100
        __name__ = "grader.judge"
        print("named", __name__)
    """)


@attack("points in the metadata of the notebook, for whoever reads them", told="not written")
def points_in_metadata(hand_in):
    hand_in.notebook.metadata.update(score=20, grade="A", nbgrader={"score": 20, "max_score": 20, "status": "graded"})
    hand_in.notebook.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "bash"}


@attack("a written answer that says it was graded already", told="not written")
def graded_answer(hand_in):
    marks = {"nbgrader": {**WORTH, "grade_id": "experiment", "solution": True, "cell_type": "markdown"}}
    hand_in.notebook.cells.append(
        new_markdown_cell("### Score: 2 of 2\n\n*Graded by your instructor.*", metadata=marks)
    )
