"""The web page and the REST interface: parse, call the core, show.

``app.py`` is the entrance: ``create(office) -> FastAPI``. It is imported by ``huibao serve`` alone,
so that no other command pays for FastAPI.
"""
