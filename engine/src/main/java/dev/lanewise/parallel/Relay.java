package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Where two threads do half of each sum: the first adds up its terms of a group of sums, part by
 * part, and the second goes on with each part as soon as it is handed over. Nobody waits for a
 * thread that is not running as long as the first half is begun first. Steps follow each other; in
 * each all parts are handed over anew.
 */
public final class Relay {

  private static final int HALVES = 2;
  private static final int LINES = 16; // longs: two cache lines
  private static final int SPINS = 2_000;
  private static final int NANOS = 20_000;

  private final int parts; // of a group, at most
  private final AtomicLongArray done; // parts of all steps, by group and half
  private long before; // parts of the steps before this one
  private volatile boolean abandoned;

  /** A relay of at most so many parts of each group. */
  public Relay(int parts, int mostGroups) {
    this.parts = parts;
    this.done = new AtomicLongArray(Math.multiplyExact(HALVES * LINES, mostGroups));
  }

  /** About how much memory it takes. */
  public static long bytes(int mostGroups) {
    return (long) HALVES * LINES * Long.BYTES * mostGroups;
  }

  /** Begins a step; nobody is at work. */
  public void begin() {
    before += parts;
    abandoned = false;
  }

  private static int index(int half, int group) {
    return (group * HALVES + half) * LINES;
  }

  /** Half 0 or 1 has added its terms of a part, and of all parts before it. */
  public void handOver(int half, int group, int part) {
    done.setRelease(index(half, group), before + part + 1);
  }

  /**
   * A thread has failed. Those who wait for it go on with what is there, which is of no use: the
   * step ends with the failure, not with theirs.
   */
  public void abandon() {
    abandoned = true;
  }

  /** Waits until a half has handed a part over, or the step has been abandoned. */
  public void await(int half, int group, int part) {
    int index = index(half, group);
    for (int spins = 0; done.getAcquire(index) <= before + part && !abandoned; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NANOS); // the other thread may want this processor
      }
    }
  }
}
