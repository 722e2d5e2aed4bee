package dev.lanewise.kernels.vector;

/**
 * Detects boxed vectors: in some JVMs C2 compiles a micro-kernel so that its vectors stay objects
 * on the heap (docs/design-notes), and steps take several times as long. A compiled step allocates
 * nothing, so growth of the heap by megabytes a step, or garbage collections during steps, mean
 * boxing. Other threads that allocate as much cause a false alarm, which costs a second of
 * compiling.
 */
final class BoxingDetector {

  /**
   * Time from the definition of the newest micro-kernel until compilers are done, on an idle
   * machine.
   */
  static final long SETTLED_NANOS = 1_500_000_000L;

  /**
   * Steps to wait after that. C2 compiles a micro-kernel after 600 calls or more, and one that is
   * discarded earlier starts in the interpreter again. With 1,000 steps a grid on CIFAR-10 took 42
   * to 74 s in three of four JVMs instead of 23 to 25, because a boxed kernel stayed in use that
   * long.
   */
  static final int SETTLED_STEPS = 100;

  /** Steps whose growth is added up before a decision. */
  static final int STEPS = 32;

  /** Mean growth of the heap a step, in bytes, above which vectors are boxed. */
  static final long MOST_BYTES = 4_000_000;

  /** Growth that a step with a garbage collection counts as. */
  static final long COLLECTED_BYTES = 4 * MOST_BYTES;

  private int waited;
  private long grown;
  private int steps;

  /**
   * Records one step; call it after each.
   *
   * @param nanos time since the newest micro-kernel was defined
   * @param grownBytes growth of the heap, garbage included, during the step; negative if garbage
   *     was collected
   * @return whether the micro-kernels should be discarded and compiled anew
   */
  boolean detects(long nanos, long grownBytes) {
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
