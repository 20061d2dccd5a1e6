"""The instructor's package: builds the course, grades submissions, reports. Knows `gradschool`, which does not know it."""
