"""The practitioner's verbs, one module each: record, find, people, keep, release, practice."""
