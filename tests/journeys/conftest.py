"""The window for journeys: the same real window on a real log as in tests/ui."""

from ui.conftest import appearance, empty_log, open_window, settled

__all__ = ["appearance", "empty_log", "open_window", "settled"]
