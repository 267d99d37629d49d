"""Faults injected for real; who is right is said by the phone log, which nobody here wrote."""
