"""The mathematics: pure torch, no I/O, no globals. Tensors in, frozen results out."""
