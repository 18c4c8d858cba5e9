"""The figures that README publishes: the whole job from a cold start, on a real server, reads included."""
