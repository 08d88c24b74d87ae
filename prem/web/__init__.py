"""HTTP: forms in, pages out. Never SQL, never statistics; presenters decide, templates place.

house      what every route gets: settings, stores, surveys, templates
women      the hot routes of women: plain ASGI, prerendered pages, no script, no log
staff      workshop and desk: FastAPI, built on its first request
"""
