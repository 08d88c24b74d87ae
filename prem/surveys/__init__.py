"""How it is asked: surveys as data, and the pure engine that every channel renders."""
