"""Decoding of picture files to RGB."""
