"""One supervisor for everything that geoalert needs: standard library only, no settings, no database.

It makes the keys that the settings read, so it runs before Django can: `python -m geoalert.supervisor up`.
"""
