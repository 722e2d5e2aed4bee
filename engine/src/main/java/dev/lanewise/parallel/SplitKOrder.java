package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders a serial split-K product: half 0 accumulates k in [0, middle), half 1 continues the same
 * accumulators with k in [middle, K). Progress is published part by part, a part being the
 * accumulators of one tile, so that half 1 waits for one tile and not for a whole group of rows.
 * The order of additions is that of a single thread. Free of deadlock if half 0 is started first.
 * Each step publishes all parts anew.
 */
public final class SplitKOrder {

  private static final int HALVES = 2;
  private static final int LINES = 16; // longs: two cache lines
  private static final int SPINS = 2_000;
  private static final int NANOS = 20_000;

  private final int parts; // of a group, at most
  private final AtomicLongArray done; // parts of all steps, by group and half
  private long before; // parts of the steps before this one
  private volatile boolean abandoned;

  /** Allocates the progress of {@code mostGroups} groups with at most {@code parts} parts each. */
  public SplitKOrder(int parts, int mostGroups) {
    this.parts = parts;
    this.done = new AtomicLongArray(Math.multiplyExact(HALVES * LINES, mostGroups));
  }

  /** Bytes of memory that the progress of {@code mostGroups} groups takes, about. */
  public static long bytes(int mostGroups) {
    return (long) HALVES * LINES * Long.BYTES * mostGroups;
  }

  /** Begins a step. Call it while no thread works on a half. */
  public void begin() {
    before += parts;
    abandoned = false;
  }

  private static int index(int half, int group) {
    return (group * HALVES + half) * LINES;
  }

  /**
   * Publishes that {@code half} (0 or 1) has added its terms to {@code part} and to all parts
   * before it.
   */
  public void publish(int half, int group, int part) {
    done.setRelease(index(half, group), before + part + 1);
  }

  /**
   * Releases all waiting threads after a failure. Their results are wrong and unused, because the
   * step ends with the failure.
   */
  public void abandon() {
    abandoned = true;
  }

  /** Waits until {@code half} has published {@code part} or the step has been abandoned. */
  public void await(int half, int group, int part) {
    int index = index(half, group);
    for (int spins = 0; done.getAcquire(index) <= before + part && !abandoned; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NANOS); // the other thread may need this processor
      }
    }
  }
}
