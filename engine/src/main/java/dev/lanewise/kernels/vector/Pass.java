package dev.lanewise.kernels.vector;

/**
 * One pass over some rows of a batch or of the weights. Each pass is an object of its own, so that
 * C2 compiles it by itself: in one large method C2 does not inline all vector operations.
 */
@FunctionalInterface
interface Pass {
  void run(Scratch scratch, int from, int to);
}
