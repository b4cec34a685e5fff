"""The app: from an uploaded picture to what the browser shows, built on `vit`."""
