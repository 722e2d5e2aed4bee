package dev.lanewise.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Splits a range of work into disjoint pieces and runs them on a ForkJoin pool and the caller's own
 * thread. The only place that knows threads; the way a range is split never shows in a result,
 * since every piece writes its own part of the output.
 */
public final class Parallel implements AutoCloseable {

  // Pieces are of equal size, so the wait is mostly shorter than parking would take. Not tuned yet.
  private static final int SPINS_BEFORE_JOIN = 2_000;

  private final int threads;
  private final int spins;
  private final ForkJoinPool pool;

  /** A part of a range: runs the elements {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface Piece {
    /** Does the work of elements {@code from} (inclusive) to {@code to} (exclusive). */
    void run(int from, int to);
  }

  /**
   * A pool that works with {@code threads} threads, the caller included.
   *
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public Parallel(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread is needed, got " + threads);
    }
    this.threads = threads;
    this.spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS_BEFORE_JOIN : 0;
    this.pool = new ForkJoinPool(Math.max(1, threads - 1));
  }

  /** A pool with one thread for each available processor. */
  public static Parallel allCores() {
    return new Parallel(Runtime.getRuntime().availableProcessors());
  }

  /** Number of threads, the caller included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code work} over 0 … n-1 in at most {@link #threads()} pieces, each starting at a
   * multiple of {@code grain}; returns when all are done. With one piece nothing leaves the
   * caller's thread.
   *
   * @param n number of elements, 0 or more
   * @param grain smallest number of elements worth a piece, and the unit of splitting
   * @throws RuntimeException what a piece threw, after all pieces have ended
   */
  public void forEach(int n, int grain, Piece work) {
    int units = Math.ceilDiv(n, grain);
    int pieces = Math.min(threads, units);
    if (pieces <= 1) {
      if (n > 0) {
        work.run(0, n);
      }
      return;
    }
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    ForkJoinTask<?>[] forked = new ForkJoinTask<?>[pieces - 1];
    for (int p = 1; p < pieces; p++) {
      int from = boundary(p, pieces, units, grain, n);
      int to = boundary(p + 1, pieces, units, grain, n);
      forked[p - 1] = pool.submit(() -> runAndKeepFailure(work, from, to, failure));
    }
    try {
      work.run(0, boundary(1, pieces, units, grain, n));
    } finally {
      for (ForkJoinTask<?> task : forked) {
        awaitQuietly(task);
      }
    }
    for (ForkJoinTask<?> task : forked) {
      task.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** Joining a failed task throws a copy of the exception, in general without its message. */
  private static void runAndKeepFailure(
      Piece work, int from, int to, AtomicReference<RuntimeException> failure) {
    try {
      work.run(from, to);
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static int boundary(int piece, int pieces, int units, int grain, int n) {
    return (int) Math.min(n, (long) piece * units / pieces * grain);
  }

  private void awaitQuietly(ForkJoinTask<?> task) {
    for (int s = 0; s < spins && !task.isDone(); s++) {
      Thread.onSpinWait();
    }
    task.quietlyJoin();
  }

  /** Ends the pool's threads. */
  @Override
  public void close() {
    pool.close();
  }
}
