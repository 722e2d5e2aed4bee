package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.util.stream.IntStream;

/**
 * What stands in a data set without telling anything new. Rows are compared by their inputs, not by
 * their labels.
 *
 * @param constantInputs inputs with the same value in all training rows
 * @param training training rows that equal a training row before them
 * @param validation validation rows that equal a training row
 * @param test test rows that equal a training row
 */
public record Redundancy(int constantInputs, int training, int validation, int test) {

  /** Counts them; reads every sample. */
  public static Redundancy of(DataSet data) {
    long[] training = Fingerprints.of(data.train().samples());
    return new Redundancy(
        constantInputs(data.train().samples()),
        Fingerprints.repeated(training),
        Fingerprints.shared(Fingerprints.of(data.validation().samples()), training),
        Fingerprints.shared(Fingerprints.of(data.test().samples()), training));
  }

  private static int constantInputs(Samples samples) {
    boolean[] varies = new boolean[samples.columns()];
    for (int row = 1; row < samples.rows(); row++) {
      for (int j = 0; j < varies.length; j++) {
        varies[j] |= value(samples, row, j) != value(samples, 0, j);
      }
    }
    return (int) IntStream.range(0, varies.length).filter(j -> !varies[j]).count();
  }

  private static float value(Samples samples, int row, int column) {
    return switch (samples) {
      case Pixels pixels -> pixels.get(row, column);
      case Matrix matrix -> matrix.get(row, column);
    };
  }
}
