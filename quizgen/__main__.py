"""Let `python -m quizgen` do what `quizgen` does."""

from __future__ import annotations

from quizgen.cli import app

if __name__ == "__main__":
    app(prog_name="quizgen")
