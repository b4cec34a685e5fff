"""Files of pictures, decoded to RGB."""
