"""The untrusted side of grading: what runs inside the sandbox.

A warm parent (:mod:`.parent`) pays for interpreter and imports once. For each submission it forks a warden
(:mod:`.warden`), and that an examinee, which confines itself (:mod:`.confine`) and then runs the student's cells
and the probes (:mod:`.serve`). The parent never reads a submission, so none can be found in the memory of the next.

Nothing here is trusted by the judge, and nothing of the judge's is imported here.
"""
