package dev.lanewise.bench.results;

import java.util.List;

/**
 * What one fork measured of one product: in each round every entrant once, one after the other, and
 * the FMA peak before the first round and after each. Raw figures, in GFLOPS: whatever is said of a
 * run is computed from these.
 *
 * @param fork from 1; each has processes of its own
 * @param shape name of the product
 * @param threads how many were allowed
 * @param entrants {@link #OURS} and variants of peers, such as {@code openblas Haswell, 2 threads}
 * @param gflops for each entrant a figure of each round
 * @param peak FMA peak of {@code threads} threads, one more than there are rounds
 * @param machinePeak the same of all threads of the run: by it disturbed rounds are found
 * @param dropped variants that were not measured, with the reason
 */
public record Rounds(
    int fork,
    String shape,
    int threads,
    List<String> entrants,
    List<List<Double>> gflops,
    List<Double> peak,
    List<Double> machinePeak,
    List<String> dropped) {

  /** The entrant that is this library. */
  public static final String OURS = "lanewise";

  /**
   * A round counts if the machine's peak before and after it is at least this share of the best.
   */
  public static final double HEALTHY = 0.85;

  /** Number of rounds. */
  public int count() {
    return gflops.getFirst().size();
  }

  /** Whether the machine was its own in round {@code round}, against the best peak of the run. */
  public boolean healthy(int round, double bestMachinePeak) {
    double least = HEALTHY * bestMachinePeak;
    return machinePeak.get(round) >= least && machinePeak.get(round + 1) >= least;
  }

  /** Number of rounds that are not healthy. */
  int disturbed(double bestMachinePeak) {
    int disturbed = 0;
    for (int round = 0; round < count(); round++) {
      disturbed += healthy(round, bestMachinePeak) ? 0 : 1;
    }
    return disturbed;
  }

  /** The FMA peak during a round: the mean of before and after. */
  double peakAround(int round) {
    return (peak.get(round) + peak.get(round + 1)) / 2;
  }

  /** The first word of an entrant: its library. */
  static String library(String entrant) {
    return entrant.split("[ ,]", 2)[0];
  }
}
