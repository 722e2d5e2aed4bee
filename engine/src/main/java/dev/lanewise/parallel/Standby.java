package dev.lanewise.parallel;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A place where one thread of the pool, when its piece is done, waits for the next one, spinning.
 */
final class Standby {

  // Some 60 microseconds: what lies between two parallel parts of a training step is shorter.
  private static final int SPINS = 2_000;

  /** A piece of a call, to be run or being run by the thread that is here. */
  private record Offer(Call call, int piece) {}

  private enum State {
    /** No thread is here. */
    AWAY,
    /** A thread waits. */
    WAITING
  }

  private final AtomicReference<Object> state = new AtomicReference<>(State.AWAY);
  private final int spins;

  Standby(boolean spin) {
    this.spins = spin ? SPINS : 0;
  }

  /** Gives a piece to the thread that waits here; false if none does. */
  boolean offer(Call call, int piece) {
    return state.get() == State.WAITING
        && state.compareAndSet(State.WAITING, new Offer(call, piece));
  }

  /** Takes the place for the current thread; false if another has it. */
  boolean enter() {
    return spins > 0 && state.get() == State.AWAY && state.compareAndSet(State.AWAY, State.WAITING);
  }

  /** Runs what is offered until nothing comes for a while, then leaves the place. */
  void runOffers() {
    do {
      for (int s = spins; s > 0; s--) {
        if (state.get() instanceof Offer offer) {
          boolean ran = offer.call().run(offer.piece());
          state.set(State.WAITING); // first, so that the caller's next piece finds it so
          if (ran) {
            offer.call().finish();
          }
          s = spins;
        }
        Thread.onSpinWait();
      }
    } while (!state.compareAndSet(State.WAITING, State.AWAY)); // an offer in the last moment
  }
}
