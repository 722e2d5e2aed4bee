package dev.lanewise.parallel;

import dev.lanewise.parallel.Parallel.Piece;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One range of work that is being run piece by piece. Every other thread has a piece of its own;
 * the caller takes those that nobody has begun when its own is done, so it never waits for a thread
 * that is not running.
 */
final class Call {

  // Some 60 microseconds: pieces are of equal size, so the wait is mostly shorter.
  private static final int SPINS = 2_000;

  private final Piece work;
  private final int n;
  private final int grain;
  private final int pieces;
  private final Thread caller = Thread.currentThread();
  private final AtomicIntegerArray begun;
  private final AtomicInteger unfinished;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean parked;

  Call(Piece work, int n, int grain, int pieces) {
    this.work = work;
    this.n = n;
    this.grain = grain;
    this.pieces = pieces;
    this.begun = new AtomicIntegerArray(pieces);
    this.unfinished = new AtomicInteger(pieces);
  }

  /** Runs a piece unless somebody else does; then it must be counted by {@link #finish}. */
  boolean run(int piece) {
    if (!begun.compareAndSet(piece, 0, 1)) {
      return false;
    }
    try {
      work.run(boundary(piece), boundary(piece + 1));
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
    return true;
  }

  /** Counts a piece that has been run; the caller goes on after the last one. */
  void finish() {
    if (unfinished.decrementAndGet() == 0 && parked) {
      LockSupport.unpark(caller);
    }
  }

  private int boundary(int piece) {
    int units = Math.ceilDiv(n, grain);
    return (int) Math.min(n, (long) piece * units / pieces * grain);
  }

  /** The caller's part: its own piece, those left over, the wait for the others. */
  void complete(boolean spin) {
    for (int piece = 0; piece < pieces; piece++) {
      if (run(piece)) {
        finish();
      }
    }
    for (int s = spin ? SPINS : 0; s > 0 && unfinished.get() > 0; s--) {
      Thread.onSpinWait();
    }
    park();
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void park() {
    boolean interrupted = false;
    parked = true;
    while (unfinished.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      caller.interrupt();
    }
  }
}
