"""Makes the sample archive: invented villages, invented people, planted faults, and the truth about them."""
