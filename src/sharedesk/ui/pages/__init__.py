"""The pages, one module each; `make(window)` makes one."""
