"""The window over desk/: pages that show state, collect input and say what is wanted. Nothing here decides anything."""
