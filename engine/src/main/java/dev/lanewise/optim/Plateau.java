package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Multiplies the rate by a factor where the monitored value has stopped improving, by PyTorch's
 * counting: an epoch is bad unless its score is above the best before by more than a 10,000th of
 * it, and after more bad epochs in a row than the patience the rate falls and the count begins
 * anew. A change of the rate by at most 1e-8 is left out. The history of scores is its only state.
 *
 * @param factor above 0, below 1
 * @param patience bad epochs in a row that change nothing, at least 0
 */
public record Plateau(double factor, int patience) implements Schedule {

  private static final double THRESHOLD = 1e-4;
  private static final double LEAST_CHANGE = 1e-8;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Plateau {
    Ranges.requireAboveZero("rate factor", factor);
    Ranges.requireBelowOne("rate factor", factor);
    Ranges.requireAtLeast("plateau patience", 0, patience);
  }

  @Override
  public String name() {
    return "plateau";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("rateFactor", factor), new Parameter("plateauPatience", patience));
  }

  @Override
  public Schedule with(String parameter, double value) {
    return switch (parameter) {
      case "rateFactor" -> new Plateau(value, patience);
      case "plateauPatience" -> new Plateau(factor, (int) value);
      default -> this;
    };
  }

  @Override
  public double rate(double base, Position position) {
    double rate = base;
    double best = Double.NEGATIVE_INFINITY;
    int bad = 0;
    for (double score : position.scores()) {
      if (Double.isNaN(score)) { // nothing was monitored
        continue;
      }
      if (best == Double.NEGATIVE_INFINITY || score > best + THRESHOLD * Math.abs(best)) {
        best = score;
        bad = 0;
      } else {
        bad++;
      }
      if (bad > patience) {
        rate = rate - rate * factor > LEAST_CHANGE ? rate * factor : rate;
        bad = 0;
      }
    }
    return rate;
  }

  @Override
  public boolean readsScores() {
    return true;
  }
}
