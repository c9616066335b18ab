"""What makers suggest that their goods are sold for, and the proof of it."""
