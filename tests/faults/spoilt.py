"""ShareDesk made worse, one way each: what the campaigns have to find, or they find nothing. Only workshop.py uses this."""
