"""Everything that is kept: tables, units of work, repositories, exports."""
