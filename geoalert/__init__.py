"""Wiring. Nothing is imported here: the supervisor below runs before anything is installed."""
