"""What the tests stand on: template databases and clones, logins, a served site, the browser, the time table."""
