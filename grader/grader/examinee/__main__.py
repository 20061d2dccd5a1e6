"""``python -m grader.examinee DESCRIPTOR``: the warm parent, started by the sandbox with its control socket."""

import sys

from grader.examinee.parent import main

main(int(sys.argv[1]))
