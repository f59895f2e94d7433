"""What comes in and goes out as files: decisions as JSON, a whole log as JSON lines, and their published schemas."""
