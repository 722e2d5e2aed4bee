package dev.lanewise.train;

import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;

/** Classes, accuracy and loss of a net over whole splits, batch after batch. */
public final class Evaluation {

  private final FullyConnectedNet net;
  private final Kernels kernels;
  private final Normalization normalization;
  private final int[] classes; // (largest N,)
  private final Matrix probabilities; // (largest N, C)
  private final Labels chosen; // (largest N,), of samples chosen by index
  private final Matrix gradient; // (largest N, C), that a loss leaves behind
  private final Scorer scorer;
  private final Runnable beforeBatch;

  /** An evaluation that reads samples by way of {@code normalization}. */
  public Evaluation(FullyConnectedNet net, Normalization normalization, Workspace workspace) {
    this(net, normalization, workspace, net::scores, () -> {});
  }

  /**
   * The same with scores from {@code scorer}; {@code beforeBatch} runs before every batch and ends
   * the evaluation by throwing.
   */
  Evaluation(
      FullyConnectedNet net,
      Normalization normalization,
      Workspace workspace,
      Scorer scorer,
      Runnable beforeBatch) {
    this.scorer = scorer;
    this.beforeBatch = beforeBatch;
    this.gradient = workspace.matrix(net.largestBatch(), net.spec().classes());
    this.chosen = workspace.labels(net.largestBatch());
    this.net = net;
    this.kernels = net.kernels();
    this.normalization = normalization;
    this.classes = new int[net.largestBatch()];
    this.probabilities = workspace.matrix(net.largestBatch(), net.spec().classes());
  }

  /**
   * Accuracy and mean loss, without L2, of a split; both NaN for a split of no samples.
   *
   * @param accuracy share of samples whose first largest score is the label's, 0 … 1
   * @param loss mean over the samples
   */
  public record Scores(double accuracy, double loss) {}

  /** What computes the scores of a batch. */
  @FunctionalInterface
  interface Scorer {
    /** Scores (N, C) of N rows; hold until the next call. */
    Matrix scores(Rows batch);
  }

  /** Receives the class of each sample of a split in order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One sample.
     *
     * @param index its position in the split
     * @param predicted the class with the first largest score
     * @param probability softmax of its scores at that class
     */
    void accept(int index, int predicted, float probability);
  }

  /** Receives the class of each sample of a split and the probabilities of all, in order. */
  @FunctionalInterface
  public interface ProbabilitiesSink {
    /**
     * One sample.
     *
     * @param index its position in the split
     * @param predicted the class with the first largest score
     * @param probabilities softmax of its scores, (C,)
     */
    void accept(int index, int predicted, float[] probabilities);
  }

  /**
   * Accuracy and loss of a split.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public Scores scores(Split split) {
    long correct = 0;
    double loss = 0;
    for (int from = 0; from < split.size(); from += net.largestBatch()) {
      beforeBatch.run();
      int to = Math.min(from + net.largestBatch(), split.size());
      Rows rows = Rows.range(split.samples(), normalization, from, to);
      Labels labels = split.labels().slice(from, to);
      Matrix scores = scorer.scores(rows);
      kernels.argmax(classes, scores);
      correct += matches(labels, to - from);
      loss += loss(scores, labels) * (to - from);
    }
    return new Scores((double) correct / split.size(), loss / split.size());
  }

  /**
   * Accuracy and loss over the samples {@code index[0]}, {@code index[1]}, … of a split.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public Scores scores(Split split, int[] index) {
    long correct = 0;
    double loss = 0;
    for (int from = 0; from < index.length; from += net.largestBatch()) {
      beforeBatch.run();
      int to = Math.min(from + net.largestBatch(), index.length);
      Rows rows = Rows.indexed(split.samples(), normalization, index, from, to);
      Labels labels = chosen.slice(0, to - from);
      for (int i = from; i < to; i++) {
        labels.set(i - from, split.labels().get(index[i]));
      }
      Matrix scores = scorer.scores(rows);
      kernels.argmax(classes, scores);
      correct += matches(labels, to - from);
      loss += loss(scores, labels) * (to - from);
    }
    return new Scores((double) correct / index.length, loss / index.length);
  }

  /**
   * Classes and probabilities of all samples, in order.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public void predict(Samples samples, Sink sink) {
    predictAll(samples, (i, predicted, p) -> sink.accept(i, predicted, p[predicted]));
  }

  /**
   * Classes of all samples and the probabilities of all classes, in order.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public void predictAll(Samples samples, ProbabilitiesSink sink) {
    for (int from = 0; from < samples.rows(); from += net.largestBatch()) {
      int to = Math.min(from + net.largestBatch(), samples.rows());
      Matrix p = probabilities(Rows.range(samples, normalization, from, to));
      for (int i = 0; i < to - from; i++) {
        sink.accept(from + i, classes[i], p.slice(i, i + 1).toArray());
      }
    }
  }

  /**
   * Softmax of the scores of a batch, (N, C); sets the classes. Holds until the next call.
   *
   * @throws ArithmeticException if a score is NaN
   */
  Matrix probabilities(Rows batch) {
    Matrix scores = scorer.scores(batch);
    kernels.argmax(classes, scores);
    Matrix p = probabilities.slice(0, batch.count());
    kernels.softmax(p, scores);
    return p;
  }

  private double loss(Matrix scores, Labels labels) {
    Matrix scratch = gradient.slice(0, scores.rows());
    return net.spec().loss().lossAndGradient(kernels, scratch, scores, labels);
  }

  private long matches(Labels labels, int count) {
    long matches = 0;
    for (int i = 0; i < count; i++) {
      matches += classes[i] == labels.get(i) ? 1 : 0;
    }
    return matches;
  }
}
