"""What the features of a ViT without classes are used for: segments, correspondences, regions."""
