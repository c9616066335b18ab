"""The papers on which staff move goods: who did what to how many, and when."""
