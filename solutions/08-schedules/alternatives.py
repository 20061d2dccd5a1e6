"""Other right implementations of `08-schedules`, which must earn full points. They never ship."""
