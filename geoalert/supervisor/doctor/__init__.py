"""`bin/geoalert doctor`: what is there, what is missing, how to mend it. Looks, and changes nothing.

Standard library only: it works on a machine where nothing was installed yet.
"""
