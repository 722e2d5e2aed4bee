package dev.lanewise.check;

import dev.lanewise.check.ParameterCheck.Verdict;
import java.util.List;

/**
 * What {@link GradientCheck} found. Immutable.
 *
 * @param parameters W1, b1, W2, b2, …
 * @param rows how many rows of the batch the losses are of
 * @param rowsAtKinks how many were left out, since float32 may be on the other side of a kink
 * @param loss the net's mean loss, L2 included; NaN without rows
 * @param numericalLoss the same in double precision
 * @param tolerance the largest relative error that is none
 */
public record GradientReport(
    List<ParameterCheck> parameters,
    int rows,
    int rowsAtKinks,
    double loss,
    double numericalLoss,
    double tolerance) {

  /** Copies the list. */
  public GradientReport {
    parameters = List.copyOf(parameters);
  }

  /** The largest relative error of all; NaN if one is no number. */
  public double largestError() {
    return parameters.stream().mapToDouble(ParameterCheck::largestError).reduce(0, Math::max);
  }

  /** Whether the two losses are one but for rounding. */
  public boolean lossAgrees() {
    double difference = Math.abs(loss - numericalLoss);
    return difference <= tolerance * Math.max(1e-2, Math.abs(numericalLoss));
  }

  /** Whether the losses agree and the gradient of every parameter is right. */
  public boolean passed() {
    return lossAgrees() && parameters.stream().allMatch(it -> it.verdict() == Verdict.OK);
  }
}
