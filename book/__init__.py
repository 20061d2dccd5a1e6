"""The web book: the course as a site, made from ``solutions/`` by ``make book``."""
