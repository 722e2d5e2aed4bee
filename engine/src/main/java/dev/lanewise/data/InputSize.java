package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;

/**
 * How large normalized inputs are: the root mean square of all their values. The same bits on every
 * machine: single-threaded, in double, every order of evaluation fixed here.
 *
 * <p>With n samples of D inputs, {@code sqrt(total / (n * D))} with the products in double, where
 * {@code total} adds the sums of squares of the inputs, input 0 first:
 *
 * <ul>
 *   <li>Pixels: {@code (squares - 2 * mean * sum + n * mean * mean) * inverse * inverse} from left
 *       to right, with the exact integers {@code sum} and {@code squares} of the raw values.
 *   <li>Floats: the squares of the normalized float32 values, from 0, rows ascending.
 * </ul>
 */
public final class InputSize {

  private InputSize() {}

  /**
   * The root mean square of normalized samples; 1 if they are all 0, or none.
   *
   * @param samples raw inputs, (N, D)
   */
  public static double of(Samples samples, Normalization normalization) {
    double[] squares =
        switch (samples) {
          case Pixels pixels -> squares(pixels, normalization);
          case Matrix values -> squares(values, normalization);
        };
    double total = 0;
    for (double square : squares) {
      total += square;
    }
    double size = Math.sqrt(total / ((double) samples.rows() * samples.columns()));
    return size > 0 ? size : 1;
  }

  private static double[] squares(Pixels pixels, Normalization normalization) {
    PixelSums totals = PixelSums.of(pixels, true);
    double n = pixels.rows();
    double[] squares = new double[pixels.columns()];
    for (int j = 0; j < squares.length; j++) {
      double mean = normalization.mean().get(0, j);
      double inverse = normalization.inverse().get(0, j);
      double distances = totals.squares(j) - 2 * mean * totals.sum(j) + n * mean * mean;
      squares[j] = distances * inverse * inverse;
    }
    return squares;
  }

  private static double[] squares(Matrix values, Normalization normalization) {
    float[] mean = normalization.mean().toArray();
    float[] inverse = normalization.inverse().toArray();
    double[] squares = new double[values.columns()];
    float[] row = new float[values.columns()];
    for (int i = 0; i < values.rows(); i++) {
      NormalizationFit.copyRow(values, i, row);
      for (int j = 0; j < row.length; j++) {
        double x = (row[j] - mean[j]) * inverse[j];
        squares[j] += x * x;
      }
    }
    return squares;
  }
}
