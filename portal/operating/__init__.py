"""What whoever runs the service asks it: is it ready, how does it do. No person, no position, no address with a query."""
