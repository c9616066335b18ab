"""The screens that keep goods right: what may be said, what is missing, who reviewed it."""
