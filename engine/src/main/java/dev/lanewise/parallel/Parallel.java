package dev.lanewise.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;

/**
 * Splits a range of work into disjoint pieces and runs them on a ForkJoin pool and the caller's own
 * thread. Only this package knows threads. The split never changes a result, because every piece
 * writes its own part of the output.
 *
 * <p>A thread that finishes first, a pool thread or the caller, spins for some microseconds before
 * it parks, because waking a parked thread takes as long as a piece. With more threads than
 * processors no thread spins, because it would take the processor from a thread that computes.
 * While one caller uses the pool, other callers run their pieces on their own threads.
 */
public final class Parallel implements AutoCloseable {

  private final int threads;
  private final ForkJoinPool pool;
  private final ThreadTeam team;

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
   * @throws OutOfMemoryError if the system does not allow as many threads
   */
  public Parallel(int threads) {
    this(threads, Thread.ofPlatform().daemon().factory());
  }

  Parallel(int threads, ThreadFactory factory) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread is needed, got " + threads);
    }
    requireThreads(threads - 1, factory);
    this.threads = threads;
    this.pool = new ForkJoinPool(Math.max(1, threads - 1));
    boolean spin = threads <= Runtime.getRuntime().availableProcessors();
    this.team = new ThreadTeam(threads, spin, pool);
  }

  /**
   * Starts and ends as many threads as the pool will use, so that a refusal of the system is thrown
   * here. The pool starts its threads late, and would wait forever for a refused one.
   */
  private static void requireThreads(int count, ThreadFactory factory) {
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Thread thread = factory.newThread(() -> awaitUninterruptibly(end));
        thread.start();
        started.add(thread);
      }
    } finally {
      end.countDown();
      started.forEach(Parallel::joinUnlessInterrupted);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch end) {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        // the thread ends when the latch opens, so an interrupt can be ignored
      }
    }
  }

  private static void joinUnlessInterrupted(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends by itself
    }
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
   * Runs {@code work} over 0 … n-1 in at most {@link #threads()} pieces of nearly equal size, each
   * starting at a multiple of {@code grain}; returns when all are done. A single piece runs on the
   * caller's thread.
   *
   * @param n number of elements, 0 or more
   * @param grain smallest number of elements worth a piece, and the unit of splitting
   * @throws RuntimeException or Error: what a piece threw, after all pieces have ended
   */
  public void forEach(int n, int grain, Piece work) {
    int pieces = Math.min(threads, Math.ceilDiv(n, grain));
    if ((pieces <= 1 || !team.run(n, grain, pieces, work)) && n > 0) {
      work.run(0, n);
    }
  }

  /**
   * Runs {@code work} for 0, 1, … n-1 in pieces of one: the caller takes the first, then each free
   * thread takes the next. Use it for pieces of unequal size or threads of unequal speed. A piece
   * may wait for an earlier piece, since that has been started. Allocates nothing in steady use.
   *
   * @param n number of pieces, 0 to 65,535; more run on the caller's thread
   * @param work called with (i, i + 1)
   * @throws RuntimeException or Error: what a piece threw, after all pieces have ended
   */
  public void forEachOne(int n, Piece work) {
    if (threads == 1 || n <= 1 || !team.run(n, 1, n, work)) {
      for (int i = 0; i < n; i++) {
        work.run(i, i + 1);
      }
    }
  }

  /** Ends the pool's threads. */
  @Override
  public void close() {
    pool.close();
  }
}
