"""What sheets and keys hold, before any template sets it."""
