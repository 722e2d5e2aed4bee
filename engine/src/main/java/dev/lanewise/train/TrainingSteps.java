package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Parameters;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import java.util.List;
import java.util.Optional;

/** Chooses the form of the training step: both forms give the same bits. */
public final class TrainingSteps {

  private TrainingSteps() {}

  /** Whether the fused form knows an optimizer. */
  public static boolean fuses(Optimizer optimizer) {
    return switch (optimizer) {
      case Sgd _ -> true;
      case Optimizer.Custom _ -> false;
    };
  }

  /**
   * The fused form where the kernels have one for these nets; else the readable form.
   *
   * @param nets of the same inputs and classes, which {@link TrainingStep#load} copies
   * @param optimizer how parameters move
   * @param largestBatch the most rows of a batch that is trained on
   * @param evaluated the most rows whose scores are computed at once
   * @param workspace where copies and buffers are allocated
   */
  public static TrainingStep of(
      List<Parameters> nets,
      Optimizer optimizer,
      Kernels kernels,
      int largestBatch,
      int evaluated,
      Workspace workspace) {
    NetArray array = new NetArray(nets.stream().map(Parameters::member).toList());
    Optional<TrainingStep> fused =
        fuses(optimizer) ? kernels.fusedStep(array, largestBatch, workspace) : Optional.empty();
    return fused.orElseGet(() ->
        new PlainStep(nets, optimizer, kernels, Math.max(largestBatch, evaluated), workspace));
  }
}
