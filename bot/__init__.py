"""Holds conversations on every channel. Run as `python -m bot`."""
