"""The pilot's portable image: one program, eight entry points, the same on every platform (CONTRACT.md)."""
