package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.Redundancy;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that describe a data set; values as in its files, not normalized.
 *
 * @param counts how often each class occurs
 * @param mean of all values of the training samples
 * @param deviation of all values of the training samples, the square root of the mean square
 * @param redundancy constant inputs and rows that stand there more than once
 * @param planeMeans of the red, green and blue plane; empty if the inputs are no such planes
 */
record DataSummary(
    List<ClassCount> counts,
    double mean,
    double deviation,
    Redundancy redundancy,
    List<Double> planeMeans) {

  /** How often a class occurs in each part. */
  record ClassCount(String name, int train, int validation, int test) {}

  static DataSummary of(DataSet data) {
    int[] train = counts(data.train(), data.classes());
    int[] validation = counts(data.validation(), data.classes());
    int[] test = counts(data.test(), data.classes());
    List<ClassCount> counts = new ArrayList<>();
    for (int c = 0; c < data.classes(); c++) {
      counts.add(new ClassCount(data.classNames().get(c), train[c], validation[c], test[c]));
    }
    boolean planes = data.shape().filter(shape -> shape.channels() == ImageShape.RGB).isPresent();
    List<Moments> moments = moments(data.train().samples(), planes ? ImageShape.RGB : 1);
    Moments all = moments.stream().reduce(Moments.NONE, Moments::plus);
    List<Double> planeMeans = planes ? moments.stream().map(Moments::mean).toList() : List.of();
    return new DataSummary(counts, all.mean(), all.deviation(), Redundancy.of(data), planeMeans);
  }

  private static int[] counts(Split split, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < split.size(); i++) {
      counts[split.labels().get(i)]++;
    }
    return counts;
  }

  /** The moments of each of {@code parts} equal ranges of columns. */
  private static List<Moments> moments(Samples samples, int parts) {
    int width = samples.columns() / parts;
    List<Moments> moments = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < samples.rows(); i++) {
        for (int j = part * width; j < (part + 1) * width; j++) {
          double value = value(samples, i, j);
          sum += value;
          squares += value * value;
        }
      }
      moments.add(new Moments((long) samples.rows() * width, sum, squares));
    }
    return moments;
  }

  private static double value(Samples samples, int row, int column) {
    return switch (samples) {
      case Pixels pixels -> pixels.get(row, column);
      case Matrix matrix -> matrix.get(row, column);
    };
  }

  /** Sums of values and of their squares: exact for bytes. */
  private record Moments(long count, double sum, double squares) {

    static final Moments NONE = new Moments(0, 0, 0);

    Moments plus(Moments other) {
      return new Moments(count + other.count, sum + other.sum, squares + other.squares);
    }

    double mean() {
      return sum / count;
    }

    double deviation() {
      return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
    }
  }
}
