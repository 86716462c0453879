"""Other libraries doing what `qa` does, each in an environment of its own; see `driver`."""
