package dev.lanewise.kernels.vector;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** The {@link Scratch} objects of a step: one for each thread that has worked on it. */
final class ScratchPool {

  private final StepSizes sizes;
  private final AtomicReferenceArray<Scratch> free;

  ScratchPool(StepSizes sizes, int threads) {
    this.sizes = sizes;
    this.free = new AtomicReferenceArray<>(threads);
  }

  /**
   * Takes a free {@link Scratch} from the pool or allocates one; return it with {@link #giveBack}.
   */
  Scratch take() {
    for (int i = 0; i < free.length(); i++) {
      Scratch scratch = free.getAndSet(i, null);
      if (scratch != null) {
        return scratch;
      }
    }
    return new Scratch(sizes);
  }

  /** Returns a {@link Scratch} to the pool. */
  void giveBack(Scratch scratch) {
    for (int i = 0; i < free.length(); i++) {
      if (free.compareAndSet(i, null, scratch)) {
        return;
      }
    }
  }
}
