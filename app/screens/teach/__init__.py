"""Screen Teach: classes of one's own, from a handful of pictures."""
