package dev.lanewise.train;

/**
 * How often samples of each class were taken for each class, and the measures that follow:
 * accuracy, and per class precision, recall and F1. A quotient with denominator 0 is 0, as in
 * scikit-learn.
 */
public final class ConfusionMatrix {

  private final long[][] counts; // (C, C), row: label, column: predicted

  /** An empty matrix of {@code classes} classes. */
  public ConfusionMatrix(int classes) {
    this.counts = new long[classes][classes];
  }

  /** Counts one sample. */
  public void add(int label, int predicted) {
    counts[label][predicted]++;
  }

  /** Number of classes, C. */
  public int classes() {
    return counts.length;
  }

  /** Samples of class {@code label} that were taken for class {@code predicted}. */
  public long count(int label, int predicted) {
    return counts[label][predicted];
  }

  /** Samples of a class. */
  public long support(int label) {
    long sum = 0;
    for (long count : counts[label]) {
      sum += count;
    }
    return sum;
  }

  /** Share of samples taken for what they are; NaN without samples. */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int c = 0; c < classes(); c++) {
      right += counts[c][c];
      all += support(c);
    }
    return (double) right / all;
  }

  /** Of the samples taken for this class, the share that belongs to it. */
  public double precision(int label) {
    long taken = 0;
    for (long[] row : counts) {
      taken += row[label];
    }
    return taken == 0 ? 0 : (double) counts[label][label] / taken;
  }

  /** Of the samples of this class, the share taken for it. */
  public double recall(int label) {
    long support = support(label);
    return support == 0 ? 0 : (double) counts[label][label] / support;
  }

  /** The harmonic mean of precision and recall. */
  public double f1(int label) {
    double sum = precision(label) + recall(label);
    return sum == 0 ? 0 : 2 * precision(label) * recall(label) / sum;
  }
}
