"""Turns files into passages and builds editions of them. Run as `python -m ingest`."""
