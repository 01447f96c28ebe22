"""Compiled guides: immutable definitions, and the references that point into their interviews."""
