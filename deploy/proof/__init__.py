"""bin/proof: what the service promises, each row with the tests behind it, what came out, and when, where, of which code."""
