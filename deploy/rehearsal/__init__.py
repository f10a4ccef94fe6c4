"""The service on several machines, tried on one: two databases, two web nodes, nginx in front, and what fails of them."""
