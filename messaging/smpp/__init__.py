"""SMPP 3.4 towards an operator: the line, its words and the window. Bytes and sockets are smpplib's job.

Numbers of sections in this package are those of the SMPP Protocol Specification v3.4, issue 1.2.
"""
