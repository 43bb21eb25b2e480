"""Compile structured, cited facts into study materials."""
