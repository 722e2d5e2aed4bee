package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/**
 * Computes the {@link Normalization} that a training split asks for. The same bits on every
 * machine: single-threaded, every order of evaluation fixed here.
 *
 * <p>With n samples, for each input j:
 *
 * <ul>
 *   <li>Pixels: {@code sum} and {@code squares}, the sum of squares, are exact integers; {@code
 *       mean = (float) (sum / (double) n)}; {@code deviation = sqrt((double) (n * squares - sum *
 *       sum)) / n}, where the integer is exact and then rounded once.
 *   <li>Floats: {@code sum} in double, from 0, rows ascending; {@code m = sum / n} in double;
 *       {@code mean = (float) m}; {@code squares} is the sum of {@code d * d} with {@code d = x -
 *       m}, in double, from 0, rows ascending; {@code deviation = sqrt(squares / n)}.
 *   <li>Both: {@code inverse = (float) (1 / deviation)}, or 1 where the deviation is 0 or so small
 *       that the quotient exceeds the largest float.
 * </ul>
 */
public final class NormalizationFit {

  private NormalizationFit() {}

  /**
   * The normalization of a kind, over all of {@code train}.
   *
   * @param kind which normalization
   * @param train the training samples, (N, D), at least one for {@code CENTER} and {@code
   *     STANDARDIZE}
   * @param workspace what mean and inverse, (1, D), are allocated from
   * @throws IllegalArgumentException if there is no sample to take a mean of
   */
  public static Normalization of(Normalization.Kind kind, Samples train, Workspace workspace) {
    return switch (kind) {
      case NONE -> Normalization.none(workspace, train.columns());
      case UNIT -> Normalization.unit(workspace, train.columns());
      case CENTER, STANDARDIZE -> fitted(kind, train, workspace);
    };
  }

  private static Normalization fitted(Normalization.Kind kind, Samples train, Workspace workspace) {
    if (train.rows() == 0) {
      throw new IllegalArgumentException("no samples to take a mean of");
    }
    Matrix mean = workspace.matrix(1, train.columns());
    Matrix inverse = workspace.matrix(1, train.columns());
    inverse.fill(1f);
    boolean scaled = kind == Normalization.Kind.STANDARDIZE;
    switch (train) {
      case Pixels pixels -> fitPixels(pixels, scaled, mean, inverse);
      case Matrix values -> fitFloats(values, scaled, mean, inverse);
    }
    return new Normalization(kind, mean, inverse);
  }

  private static void fitPixels(Pixels pixels, boolean scaled, Matrix mean, Matrix inverse) {
    int n = pixels.rows();
    PixelSums totals = PixelSums.of(pixels, scaled);
    for (int j = 0; j < pixels.columns(); j++) {
      mean.set(0, j, (float) (totals.sum(j) / (double) n));
      if (scaled) {
        BigInteger sum = BigInteger.valueOf(totals.sum(j));
        BigInteger scatter =
            BigInteger.valueOf(n)
                .multiply(BigInteger.valueOf(totals.squares(j)))
                .subtract(sum.pow(2));
        inverse.set(0, j, inverse(Math.sqrt(scatter.doubleValue()) / n));
      }
    }
  }

  private static void fitFloats(Matrix values, boolean scaled, Matrix mean, Matrix inverse) {
    int n = values.rows();
    double[] means = new double[values.columns()];
    float[] row = new float[values.columns()];
    for (int i = 0; i < n; i++) {
      copyRow(values, i, row);
      for (int j = 0; j < row.length; j++) {
        means[j] += row[j];
      }
    }
    for (int j = 0; j < means.length; j++) {
      means[j] /= n;
      mean.set(0, j, (float) means[j]);
    }
    if (scaled) {
      double[] squares = squaredDistances(values, means);
      for (int j = 0; j < squares.length; j++) {
        inverse.set(0, j, inverse(Math.sqrt(squares[j] / n)));
      }
    }
  }

  private static double[] squaredDistances(Matrix values, double[] means) {
    double[] squares = new double[means.length];
    float[] row = new float[means.length];
    for (int i = 0; i < values.rows(); i++) {
      copyRow(values, i, row);
      for (int j = 0; j < row.length; j++) {
        double d = row[j] - means[j];
        squares[j] += d * d;
      }
    }
    return squares;
  }

  static void copyRow(Matrix values, int i, float[] row) {
    MemorySegment.copy(values.segment(), Matrix.FLOAT, values.rowOffset(i), row, 0, row.length);
  }

  private static float inverse(double deviation) {
    float inverse = (float) (1 / deviation);
    return Float.isInfinite(inverse) ? 1f : inverse;
  }
}
