"""The instructor's package: it builds the course, grades submissions and reports on them."""
