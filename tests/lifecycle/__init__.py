"""State, versions, and the gate."""
