"""Repairs text as it comes out of files, and judges whether it is language at all."""
