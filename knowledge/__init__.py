"""Keeps what the agencies' documents say: passages, the index, retrieval, editions."""
