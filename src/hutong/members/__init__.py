"""Members: who shops here, where their parcels go, what they like."""
