"""ShareDesk: an encrypted log of decisions to share, or not to share, information to safeguard a child."""

__version__ = "0.1.0"
