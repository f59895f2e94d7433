"""The window over desk/: pages that show state, collect input and say what is wanted. Nothing here decides anything."""

from sharedesk.ui.immortal import keep_constants

keep_constants()  # before the first call to Qt, whoever makes it
