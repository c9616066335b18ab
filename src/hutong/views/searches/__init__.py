"""What shoppers look for, what they find, and what staff said about it."""
