"""The contract of server and page: routes, forms of replies, limits, progress of long work."""
