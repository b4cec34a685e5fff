"""Links: what a page shows as the words of its own address, and the way back."""
