"""What shoppers search for, and what staff do about it."""
