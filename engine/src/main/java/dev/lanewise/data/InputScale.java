package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;

/**
 * How large raw inputs are. Tells inputs of another scale than a model was trained on, such as
 * floats of 0 to 1 for bytes of 0 to 255: they give numbers as well, only wrong ones.
 *
 * @param largest the largest absolute value; 0 if it is not known, or all are 0
 */
public record InputScale(double largest) {

  /** Of inputs that may have any scale. */
  public static final InputScale UNKNOWN = new InputScale(0);

  /** Of bytes, as files of pictures have them. */
  public static final InputScale BYTES = new InputScale(255);

  /** Rows that tell: a scale shows in a few, and whole sets take a while to read. */
  private static final int MOST_ROWS = 1000;

  /** Pictures of the same scale differ by less, bytes from 4 bits or from 0 to 1 by more. */
  private static final double MOST_RATIO = 10;

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException unless it is finite and 0 or more
   */
  public InputScale {
    if (!(largest >= 0) || Double.isInfinite(largest)) {
      throw new IllegalArgumentException("largest must be 0 or more and finite, got " + largest);
    }
  }

  /** Of the first thousand samples; values that are not finite are left out. */
  public static InputScale of(Samples samples) {
    Samples first = samples.slice(0, Math.min(MOST_ROWS, samples.rows()));
    double largest = 0;
    for (int row = 0; row < first.rows(); row++) {
      for (int j = 0; j < first.columns(); j++) {
        largest = larger(largest, value(first, row, j));
      }
    }
    return new InputScale(largest);
  }

  private static double value(Samples samples, int row, int column) {
    return switch (samples) {
      case Pixels pixels -> pixels.get(row, column);
      case Matrix matrix -> matrix.get(row, column);
    };
  }

  private static double larger(double largest, double value) {
    return Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
  }

  /**
   * An estimate from a normalization that was fitted to the inputs: the largest mean plus
   * deviation. Unknown where inputs are taken as they are.
   */
  public static InputScale of(Normalization normalization) {
    double largest = 0;
    for (int j = 0; j < normalization.inputs(); j++) {
      double mean = Math.abs(normalization.mean().get(0, j));
      float inverse = normalization.inverse().get(0, j);
      largest = larger(largest, inverse == 1 ? mean : mean + Math.abs(1.0 / inverse));
    }
    return new InputScale(largest);
  }

  /** Whether inputs of these two scales differ too much to be of one kind. */
  public boolean differsFrom(InputScale other) {
    double smaller = Math.min(largest, other.largest);
    return smaller > 0 && Math.max(largest, other.largest) >= MOST_RATIO * smaller;
  }
}
