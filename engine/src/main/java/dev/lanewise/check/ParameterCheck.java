package dev.lanewise.check;

import dev.lanewise.model.Param;
import java.util.Comparator;
import java.util.List;

/**
 * How the gradient of one parameter compares with differences.
 *
 * @param name such as {@code W1} or {@code b1}
 * @param rows of the parameter: the inputs of its layer, 1 for a bias
 * @param columns of the parameter: the outputs of its layer
 * @param checked how many of its values were compared
 * @param atKinks how many were left out since a kink lies between the two losses
 * @param largestError the largest relative error; 0 where nothing was compared, NaN where a
 *     gradient or difference is no number
 * @param row of the value with that error
 * @param column of the value with that error
 * @param analytic the net's gradient there
 * @param numerical the difference quotient there
 * @param verdict what follows
 */
public record ParameterCheck(
    String name,
    int rows,
    int columns,
    int checked,
    int atKinks,
    double largestError,
    int row,
    int column,
    double analytic,
    double numerical,
    Verdict verdict) {

  /** What a comparison says of a gradient. */
  public enum Verdict {
    /** The errors are those of rounding. */
    OK,
    /** An error is too large for rounding. */
    WRONG,
    /** Nothing could be compared, or all is too small for a difference to see. */
    UNDECIDED
  }

  /** The verdict on a parameter of which some values were compared. */
  static ParameterCheck of(
      Param param, List<Comparison> comparisons, int atKinks, double tolerance) {
    Comparison worst =
        comparisons.stream()
            .max(Comparator.comparingDouble(it -> it.error(tolerance)))
            .orElse(new Comparison(0, 0, 0, new DoubleNet.Quotient(0, 0, 0)));
    return new ParameterCheck(
        param.name(),
        param.value().rows(),
        param.value().columns(),
        comparisons.size(),
        atKinks,
        worst.error(tolerance),
        worst.row(),
        worst.column(),
        worst.analytic(),
        worst.numerical().value(),
        verdict(comparisons, worst.error(tolerance), tolerance));
  }

  private static Verdict verdict(List<Comparison> comparisons, double error, double tolerance) {
    if (!(error <= tolerance)) {
      return Verdict.WRONG;
    }
    boolean seen = comparisons.stream().anyMatch(it -> it.decides(tolerance));
    boolean zero =
        comparisons.stream().allMatch(it -> it.analytic() == 0 && it.numerical().size() == 0);
    return comparisons.isEmpty() || !(seen || zero) ? Verdict.UNDECIDED : Verdict.OK;
  }
}
