"""What every module stands on. Knows no commerce and no web."""
