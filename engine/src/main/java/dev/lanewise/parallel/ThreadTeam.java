package dev.lanewise.parallel;

import dev.lanewise.parallel.Parallel.Piece;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the pieces of one range at a time on the caller and its helper threads. Each thread takes
 * the next untaken piece, so no thread waits for a piece that has not been started. Helpers spin
 * between two ranges, because waking a parked thread takes longer than a piece of microseconds.
 * Allocates nothing while the helpers spin.
 */
final class ThreadTeam {

  // Some 60 microseconds, longer than the serial code between two parallel parts of a training
  // step.
  private static final int SPINS = 2_000;

  private static final int MOST_PIECES = 0xffff;

  private static final Piece NOTHING = (from, to) -> {};

  private final int size; // threads, the caller included
  private final int spins;
  private final Executor pool;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicInteger helpers =
      new AtomicInteger(); // requested, running a piece or spinning

  // The current range: its number, its pieces and the pieces taken, in 32, 16 and 16 bits. The
  // fields below are written before state and read after a piece has been taken.
  private final AtomicLong state = new AtomicLong();
  private Piece work = NOTHING;
  private int n;
  private int unit;
  private int pieces;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Thread caller = Thread.currentThread();
  private volatile boolean parked;

  ThreadTeam(int size, boolean spin, Executor pool) {
    this.size = size;
    this.spins = spin ? SPINS : 0;
    this.pool = pool;
  }

  /**
   * Runs {@code work} over 0 … n-1 in {@code pieces} pieces, whose bounds are multiples of {@code
   * unit}. Returns false and does nothing if another range is running.
   */
  boolean run(int n, int unit, int pieces, Piece work) {
    if (pieces > MOST_PIECES || !taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      this.n = n;
      this.unit = unit;
      this.pieces = pieces;
      this.work = work;
      caller = Thread.currentThread();
      failure.set(null);
      unfinished.set(pieces);
      long number = (state.get() >>> 32) + 1;
      state.set((number << 32) | ((long) pieces << 16) | 1); // the caller takes the first piece
      try {
        callHelpers(Math.min(size, pieces) - 1);
      } finally {
        runPiece(0);
        while (takePiece()) {}
        awaitOthers();
      }
      rethrow(failure.getAndSet(null));
    } finally {
      this.work = NOTHING; // the lambda may hold much memory
      taken.set(false);
    }
    return true;
  }

  private void callHelpers(int wanted) {
    while (helpers.get() < wanted) {
      helpers.incrementAndGet();
      boolean accepted = false;
      try {
        pool.execute(this::help);
        accepted = true;
      } finally {
        if (!accepted) {
          helpers.decrementAndGet();
        }
      }
    }
  }

  private void help() {
    try {
      for (int left = Math.max(1, spins); left > 0; left--) {
        if (takePiece()) {
          left = Math.max(2, spins);
        } else {
          Thread.onSpinWait();
        }
      }
    } finally {
      helpers.decrementAndGet();
    }
  }

  /** Runs the next piece. Returns false if all pieces are taken. */
  private boolean takePiece() {
    long seen = state.get();
    int piece = (int) (seen & MOST_PIECES);
    while (piece < ((seen >>> 16) & MOST_PIECES)) {
      if (state.compareAndSet(seen, seen + 1)) {
        runPiece(piece);
        return true;
      }
      seen = state.get();
      piece = (int) (seen & MOST_PIECES);
    }
    return false;
  }

  private void runPiece(int piece) {
    try {
      work.run(boundary(piece), boundary(piece + 1));
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
    if (unfinished.decrementAndGet() == 0 && parked) {
      LockSupport.unpark(caller);
    }
  }

  private int boundary(int piece) {
    int units = Math.ceilDiv(n, unit);
    return (int) Math.min(n, (long) piece * units / pieces * unit);
  }

  private void awaitOthers() {
    for (int s = spins; s > 0 && unfinished.get() > 0; s--) {
      Thread.onSpinWait();
    }
    if (unfinished.get() == 0) {
      return;
    }
    boolean interrupted = false;
    parked = true;
    while (unfinished.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    parked = false;
    if (interrupted) {
      caller.interrupt();
    }
  }

  private static void rethrow(Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
