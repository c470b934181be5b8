"""Pictures that carry their recipe, reading it back, and contact sheets."""
