"""An AWS that runs here: moto's server and what the provider needs beyond it.

What it answers proves wiring, never that AWS accepts a stack.
"""
