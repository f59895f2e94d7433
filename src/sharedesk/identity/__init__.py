"""Who and what can be recognised in a text, and the only way from a text to one that may be handed over."""
