package dev.lanewise.train;

import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * Accuracy and loss of nets that read the same samples, batch by batch. The loss is that of {@link
 * Loss#ofEvaluation}, and every sample counts the same.
 */
final class Evaluator {

  private final List<Loss> losses; // of each net
  private final Kernels kernels;
  private final Normalization normalization;
  private final Scorer scorer;
  private final int largestBatch;
  private final List<Matrix> scores = new ArrayList<>(); // (largest N, C) for each net
  private final Matrix gradient; // (largest N, C), which a loss leaves behind
  private final Labels labels; // (largest N,), of samples chosen by index
  private final int[] classes; // (largest N,)

  /** Computes the scores of a batch. */
  @FunctionalInterface
  interface Scorer {
    /** The scores of each net, (N, C), for N rows. Modified: scores. */
    void scores(List<Matrix> scores, Batch batch);
  }

  /** Receives what an evaluation meets. */
  interface Events {

    /** Evaluates all nets, and throws where a score is NaN. */
    Events NONE = new Events() {};

    /** Before each batch; may throw to end the evaluation. */
    default void beforeBatch() {}

    /** Whether a net needs no evaluation any more. */
    default boolean skips(int net) {
      return false;
    }

    /** A score of a net is NaN. */
    default void notANumber(int net, ArithmeticException e) {
      throw e;
    }
  }

  /**
   * An evaluation of some nets.
   *
   * @param losses the loss function of each net
   * @param classes C of all of them
   * @param largestBatch rows that are evaluated at once
   */
  Evaluator(
      List<Loss> losses,
      int classes,
      Kernels kernels,
      Normalization normalization,
      Scorer scorer,
      int largestBatch,
      Workspace workspace) {
    this.losses = losses.stream().map(Loss::ofEvaluation).toList();
    this.kernels = kernels;
    this.normalization = normalization;
    this.scorer = scorer;
    this.largestBatch = largestBatch;
    for (int i = 0; i < losses.size(); i++) {
      scores.add(workspace.matrix(largestBatch, classes));
    }
    this.gradient = workspace.matrix(largestBatch, classes);
    this.labels = workspace.labels(largestBatch);
    this.classes = new int[largestBatch];
  }

  /** Metrics of each net over all samples of a split. */
  List<Metrics> metrics(Split split, Events events) {
    Sums sums = new Sums(losses.size());
    for (int from = 0; from < split.size(); from += largestBatch) {
      int to = Math.min(from + largestBatch, split.size());
      Batch rows = Batch.range(split.samples(), normalization, from, to);
      add(sums, rows, split.labels().slice(from, to), events);
    }
    return sums.means(split.size());
  }

  /** Metrics of each net over the samples {@code index[0]}, {@code index[1]}, … of a split. */
  List<Metrics> metrics(Split split, int[] index, Events events) {
    Sums sums = new Sums(losses.size());
    for (int from = 0; from < index.length; from += largestBatch) {
      int to = Math.min(from + largestBatch, index.length);
      for (int i = from; i < to; i++) {
        labels.set(i - from, split.labels().get(index[i]));
      }
      Batch rows = Batch.indexed(split.samples(), normalization, index, from, to);
      add(sums, rows, labels.slice(0, to - from), events);
    }
    return sums.means(index.length);
  }

  private void add(Sums sums, Batch rows, Labels truth, Events events) {
    events.beforeBatch();
    List<Matrix> of = scores.stream().map(matrix -> matrix.slice(0, rows.count())).toList();
    scorer.scores(of, rows);
    for (int net = 0; net < of.size(); net++) {
      if (!events.skips(net)) {
        try {
          add(sums, net, of.get(net), truth);
        } catch (ArithmeticException e) {
          events.notANumber(net, e);
        }
      }
    }
  }

  private void add(Sums sums, int net, Matrix of, Labels truth) {
    kernels.argmax(classes, of);
    for (int i = 0; i < of.rows(); i++) {
      sums.correct[net] += classes[i] == truth.get(i) ? 1 : 0;
    }
    Matrix scratch = gradient.slice(0, of.rows());
    sums.loss[net] += kernels.loss(scratch, of, truth, losses.get(net)) * of.rows();
  }

  /** Correct answers and losses of all samples so far. */
  private static final class Sums {

    final long[] correct;
    final double[] loss;

    Sums(int nets) {
      correct = new long[nets];
      loss = new double[nets];
    }

    List<Metrics> means(int samples) {
      List<Metrics> means = new ArrayList<>();
      for (int net = 0; net < loss.length; net++) {
        means.add(new Metrics((double) correct[net] / samples, loss[net] / samples));
      }
      return means;
    }
  }
}
