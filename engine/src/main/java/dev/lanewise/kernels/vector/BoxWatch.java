package dev.lanewise.kernels.vector;

/**
 * Sees whether the vectors of a step have become objects: C2 has compiled tiles so in some JVMs
 * (docs/design-notes), and steps then take several times as long. A compiled step allocates
 * nothing, so the heap tells: it grows by megabytes a step, or is collected in the midst of steps.
 * Other threads of the program that allocate as much can be mistaken for it, which costs a second
 * of compiling.
 */
final class BoxWatch {

  /** Compilers are done so long after a step first used a tile, on a machine that is idle. */
  static final long SETTLED_NANOS = 1_500_000_000L;

  /**
   * Steps to wait after that. C2 asks for 600 calls of a tile and more, and tiles that are renewed
   * before it has compiled them start from the interpreter again. With 1,000 steps a grid on
   * CIFAR-10 took 42 to 74 s in three of four JVMs instead of 23 to 25, since a boxed tile stayed
   * for so long.
   */
  static final int SETTLED_STEPS = 100;

  /** Steps that are looked at together. */
  static final int STEPS = 32;

  /** Growth in one step that nothing else explains. */
  static final long MOST_BYTES = 4_000_000;

  /** What a garbage collection in the midst of a step counts: there was as much, or more. */
  static final long COLLECTED_BYTES = 4 * MOST_BYTES;

  private int waited;
  private long grown;
  private int steps;

  /**
   * To be told after each step.
   *
   * @param nanos since the youngest tile was made
   * @param grownBytes by how much the heap, garbage included, grew during the step; less than 0 if
   *     garbage was collected meanwhile
   * @return true if the tiles should be compiled anew
   */
  boolean sees(long nanos, long grownBytes) {
    if (nanos < SETTLED_NANOS) {
      waited = 0;
      return false;
    }
    if (waited < SETTLED_STEPS) {
      waited++;
      return false;
    }
    grown += grownBytes < 0 ? COLLECTED_BYTES : grownBytes;
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
