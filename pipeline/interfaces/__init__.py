"""The doors: command line, web page and spaCy components over one core."""
