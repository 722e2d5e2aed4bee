package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.TrainableNet;
import java.util.List;

/** Chooses the form of the training step: both forms give the same bits. */
public final class TrainingSteps {

  private TrainingSteps() {}

  /**
   * The fused form where the kernels have one for these nets; else the readable form.
   *
   * @param nets of the same inputs and classes, which {@link TrainingStep#load} copies
   * @param largestBatch the most rows of a batch that is trained on
   * @param evaluated the most rows whose scores are computed at once
   * @param workspace where copies and buffers are allocated
   */
  public static TrainingStep of(
      List<TrainableNet> nets,
      Kernels kernels,
      int largestBatch,
      int evaluated,
      Workspace workspace) {
    NetArray array = new NetArray(nets.stream().map(TrainableNet::member).toList());
    return kernels
        .fusedStep(array, largestBatch, workspace)
        .orElseGet(
            () -> new PlainStep(nets, kernels, Math.max(largestBatch, evaluated), workspace));
  }
}
