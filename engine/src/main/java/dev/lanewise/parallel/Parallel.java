package dev.lanewise.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Splits a range of work into disjoint pieces and runs them on a ForkJoin pool and the caller's own
 * thread. The only place that knows threads; the way a range is split never shows in a result,
 * since every piece writes its own part of the output.
 *
 * <p>Pieces take microseconds, and so does waking a parked thread. So whoever finishes first, a
 * thread of the pool or the caller, spins for some microseconds before it parks; not with more
 * threads than processors, where that would take the processor from the work waited for.
 */
public final class Parallel implements AutoCloseable {

  private final int threads;
  private final boolean spin;
  private final ForkJoinPool pool;
  private final Standby[] places;
  private final AtomicInteger woken = new AtomicInteger(); // have not begun yet

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
    this.spin = threads <= Runtime.getRuntime().availableProcessors();
    this.pool = new ForkJoinPool(Math.max(1, threads - 1));
    this.places = new Standby[threads - 1];
    for (int h = 0; h < places.length; h++) {
      places[h] = new Standby(spin);
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
   * Runs {@code work} over 0 … n-1 in at most {@link #threads()} pieces, each starting at a
   * multiple of {@code grain}; returns when all are done. With one piece nothing leaves the
   * caller's thread.
   *
   * @param n number of elements, 0 or more
   * @param grain smallest number of elements worth a piece, and the unit of splitting
   * @throws RuntimeException or Error: what a piece threw, after all pieces have ended
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
    Call call = new Call(work, n, grain, pieces);
    try {
      for (int piece = 1; piece < pieces; piece++) {
        handOver(call, piece);
      }
    } finally {
      call.complete(spin);
    }
  }

  /**
   * To a thread that stands by, or else to one that the pool wakes. When as many as there are have
   * been woken and have not come yet, nobody: the caller takes the piece itself.
   */
  private void handOver(Call call, int piece) {
    for (Standby place : places) {
      if (place.offer(call, piece)) {
        return;
      }
    }
    if (woken.getAndIncrement() < places.length) {
      execute(call, piece);
    } else {
      woken.decrementAndGet();
    }
  }

  private void execute(Call call, int piece) {
    boolean accepted = false;
    try {
      pool.execute(() -> runAndStay(call, piece));
      accepted = true;
    } finally {
      if (!accepted) {
        woken.decrementAndGet();
      }
    }
  }

  /**
   * A thread that was parked comes too late for a piece of microseconds, but stays for the next.
   */
  private void runAndStay(Call call, int piece) {
    woken.decrementAndGet();
    boolean ran = call.run(piece);
    for (Standby place : places) {
      if (place.enter()) {
        finish(call, ran);
        place.runOffers();
        return;
      }
    }
    finish(call, ran);
  }

  private static void finish(Call call, boolean ran) {
    if (ran) {
      call.finish();
    }
  }

  /** Ends the pool's threads. */
  @Override
  public void close() {
    pool.close();
  }
}
