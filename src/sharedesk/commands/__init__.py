"""The command line over desk/."""
