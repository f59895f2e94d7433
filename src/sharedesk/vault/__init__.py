"""The encrypted folder: keys, database, entries and chain, search, backups and recovery. See docs/architecture.md."""
