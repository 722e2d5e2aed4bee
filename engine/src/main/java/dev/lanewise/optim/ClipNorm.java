package dev.lanewise.optim;

/**
 * Limits the gradient of all parameters of a net by its norm, as PyTorch's {@code clip_grad_norm_}
 * does: above the limit it is scaled, so that its direction stays.
 */
public final class ClipNorm {

  // PyTorch's, so that a gradient of exactly the limit's norm is scaled too, by a hair.
  private static final double EPSILON = 1e-6;

  private ClipNorm() {}

  /**
   * By what the gradient is multiplied: {@code min(1, limit / (sqrt(squares) + 1e-6))}, computed in
   * double and rounded once. NaN where the squares are.
   *
   * @param squares of all values, L2 included: those of W1, b1, W2, …, each added up in the order
   *     of {@link dev.lanewise.kernels.Kernels#sumOfSquares}, then added in this order
   */
  public static float scale(double limit, double squares) {
    return (float) Math.min(1, limit / (Math.sqrt(squares) + EPSILON));
  }
}
