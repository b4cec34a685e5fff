"""What stands between the network and the app: who may come, with how much, and to which routes."""
