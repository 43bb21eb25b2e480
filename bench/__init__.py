"""How fast quizgen is, measured beside other programs: `make bench`."""
