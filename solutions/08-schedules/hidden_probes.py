"""BLANK: more probes of `08-schedules` in the form of probes.py, or no such file: delete it. They never ship."""
