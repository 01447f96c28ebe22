"""A whole installation in one file, and back: the same portable rows for SQLite and PostgreSQL.

rows.py         a database as lines of JSON, and lines of JSON as a database
copying.py      one database into another (`baro db copy`)
archive.py      the file: tables, files of answers, withdrawals, manifest
taking.py       making one while the bot works, proved by restoring it (`baro backup`)
restoring.py    one into an empty installation (`baro restore`)
access.py       who was shut out, in the same file as withdrawals
withdrawals.py  who took answers back, beside the database, so that a restore does not bring them again
sealing.py      encryption for the key of somebody who is not on this machine
"""
