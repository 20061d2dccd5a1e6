"""Known wrong implementations of `08-schedules`, each with the hint that it earns. They never ship."""
