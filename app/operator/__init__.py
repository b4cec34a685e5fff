"""For whoever runs the program: whether it is alive and ready, its metrics, its log."""
