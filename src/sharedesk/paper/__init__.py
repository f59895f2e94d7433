"""Printed documents: a plain model, the accessible PDF made from it, and reading that PDF back."""
