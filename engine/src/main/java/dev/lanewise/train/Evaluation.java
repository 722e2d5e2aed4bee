package dev.lanewise.train;

import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import java.util.List;

/** Classes, accuracy and loss of a net over whole splits, batch after batch. */
public final class Evaluation {

  private final FullyConnectedNet net;
  private final Kernels kernels;
  private final Normalization normalization;
  private final Evaluator evaluator;
  private final int[] classes; // (largest N,)
  private final Matrix probabilities; // (largest N, C)

  /** An evaluation that reads samples by way of {@code normalization}. */
  public Evaluation(FullyConnectedNet net, Normalization normalization, Workspace workspace) {
    this.net = net;
    this.kernels = net.kernels();
    this.normalization = normalization;
    this.evaluator =
        new Evaluator(
            List.of(net.spec().loss()),
            net.spec().classes(),
            kernels,
            normalization,
            (scores, batch) -> scores.getFirst().copyFrom(net.scores(batch)),
            net.largestBatch(),
            workspace);
    this.classes = new int[net.largestBatch()];
    this.probabilities = workspace.matrix(net.largestBatch(), net.spec().classes());
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
  public Metrics metrics(Split split) {
    return evaluator.metrics(split, Evaluator.Events.NONE).getFirst();
  }

  /**
   * Accuracy and loss over the samples {@code index[0]}, {@code index[1]}, … of a split.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public Metrics metrics(Split split, int[] index) {
    return evaluator.metrics(split, index, Evaluator.Events.NONE).getFirst();
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
      Matrix p = probabilities(Batch.range(samples, normalization, from, to));
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
  Matrix probabilities(Batch batch) {
    Matrix scores = net.scores(batch);
    kernels.argmax(classes, scores);
    Matrix p = probabilities.slice(0, batch.count());
    kernels.softmax(p, scores);
    return p;
  }
}
