"""What a decision, a person, an entry and a reference are, and when a record is complete. No files, no window, no SQL."""
