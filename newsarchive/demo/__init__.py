"""Four invented papers, served on loopback: the whole conveyor on pages whose truth is known."""
