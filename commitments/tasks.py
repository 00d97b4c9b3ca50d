"""Index of tasks."""
