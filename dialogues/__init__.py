"""The core: forms, expressions, questions and the interview. Standard library, lxml and pyxform only."""
