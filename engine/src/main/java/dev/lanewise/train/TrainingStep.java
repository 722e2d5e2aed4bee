package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Parameters;
import dev.lanewise.optim.Sgd;
import dev.lanewise.optim.UpdateRule;
import java.util.List;
import java.util.Optional;

/**
 * What training does with one batch, for nets that read the same batches, in two forms that give
 * the same bits: a readable one, layer by layer, and one that the kernels fuse. Both work on copies
 * of the parameters: {@link #load} takes them from the nets, {@link #store} writes them back. Not
 * for concurrent use.
 */
public interface TrainingStep {

  /** Copies the parameters of the nets. */
  void load();

  /**
   * Trains on one batch.
   *
   * @param losses gets each net's loss before the update, L2 included, (nets,). Modified.
   * @param batch N rows
   * @param labels (N,)
   * @param learningRates of each net, (nets,)
   */
  void train(double[] losses, Rows batch, Labels labels, double[] learningRates);

  /**
   * The scores of all nets by the parameters of the last {@link #load} or {@link #train}.
   *
   * @param scores (N, C) for each net. Modified.
   * @param batch N rows, at most those that the step evaluates at once
   */
  void scores(List<Matrix> scores, Rows batch);

  /** Writes the parameters back. Modified: the parameters of the nets. */
  void store();

  /**
   * The fused form where the kernels have one for these nets; else the readable form.
   *
   * @param nets of the same inputs and classes
   * @param rule how parameters move; only {@link Sgd} is fused
   * @param largestBatch the most rows of a batch that is trained on
   * @param evaluated the most rows whose scores are computed at once
   * @param workspace where copies and buffers are allocated
   */
  static TrainingStep of(
      List<Parameters> nets,
      UpdateRule rule,
      Kernels kernels,
      int largestBatch,
      int evaluated,
      Workspace workspace) {
    Optional<TrainingStep> fused =
        rule instanceof Sgd
            ? FusedTraining.of(nets, kernels, largestBatch, workspace)
            : Optional.empty();
    return fused.orElseGet(() ->
        new PlainStep(nets, rule, kernels, Math.max(largestBatch, evaluated), workspace));
  }
}
