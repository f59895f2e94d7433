# sqlcipher3 ships no types. Its modules mirror Python's own sqlite3, name for name.
from . import dbapi2 as dbapi2
