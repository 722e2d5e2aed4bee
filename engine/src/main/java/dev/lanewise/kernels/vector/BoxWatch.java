package dev.lanewise.kernels.vector;

/**
 * Sees whether the vectors of a step have become objects. Now and then C2 compiles a tile so (seen
 * in about every eighth search, docs/design-notes), and steps take several times as long. A
 * compiled step allocates nothing, so the heap tells: it grows by megabytes a step. Other threads
 * of the program that allocate as much can be mistaken for it, which costs a second of compiling.
 */
final class BoxWatch {

  /** Compilers are done so long after a step first used a tile. */
  static final long SETTLED_NANOS = 3_000_000_000L;

  /** Steps that are looked at together. */
  static final int STEPS = 64;

  /** Growth in one step that nothing else explains. */
  static final long MOST_BYTES = 4_000_000;

  private long grown;
  private int steps;

  /**
   * To be told after each step.
   *
   * @param nanos since the youngest tile was made
   * @param grownBytes by how much the heap, garbage included, grew during the step
   * @return true if the tiles should be compiled anew
   */
  boolean sees(long nanos, long grownBytes) {
    if (nanos < SETTLED_NANOS) {
      return false;
    }
    grown += Math.max(0, grownBytes); // less than 0 after a garbage collection
    steps++;
    if (steps < STEPS) {
      return false;
    }
    boolean boxed = grown > STEPS * MOST_BYTES;
    grown = 0;
    steps = 0;
    return boxed;
  }
}
