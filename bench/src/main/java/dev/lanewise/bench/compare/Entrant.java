package dev.lanewise.bench.compare;

import dev.lanewise.bench.compare.Library.Variant;
import dev.lanewise.bench.results.Rounds;

/**
 * A library with its settings: what a worker process is started for.
 *
 * @param library the library
 * @param variant its settings
 * @param threads how many it uses
 */
record Entrant(Library library, Variant variant, int threads) {

  /** Whether it is the engine. */
  boolean isOurs() {
    return library.name().equals(Rounds.OURS);
  }

  /** What the record calls it. */
  String name() {
    if (isOurs()) {
      return Rounds.OURS;
    }
    String settings = variant.name().isEmpty() ? "" : " " + variant.name();
    return library.name() + settings + (threads == 1 ? ", 1 thread" : ", " + threads + " threads");
  }
}
