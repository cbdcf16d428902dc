"""Copying a model from machine to machine: grants, and the way through this server.

`broker` knows what is open, `pipe` carries bytes from an upload to a download, bounded in memory.
"""
