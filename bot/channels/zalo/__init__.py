"""What the two Zalo channels, the Official Account and the Bot Platform, have in common."""
