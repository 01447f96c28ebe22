"""The work around interviews: projects, people and their roles."""
