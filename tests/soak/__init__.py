"""The class of fifty and a month of faults: `make soak`."""
