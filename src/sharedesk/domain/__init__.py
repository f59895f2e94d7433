"""What decisions, people, entries and references are, and when a record is complete. No files, window or SQL."""
