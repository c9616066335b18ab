"""Read-only SQL across modules, for lists, reports and the numbers on a dashboard."""
