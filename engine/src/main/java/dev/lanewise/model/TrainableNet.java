package dev.lanewise.model;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import java.util.List;

/**
 * The parameters of a net, how they move, and what the optimizer keeps of them from step to step.
 *
 * @param values the parameters
 * @param optimizer how they move
 * @param slots in the order of {@link Optimizer#slots}, each of the form of the parameters
 * @param seed of the run, which tells what dropout drops
 */
public record TrainableNet(
    Parameters values, Optimizer optimizer, List<Parameters> slots, long seed) {

  /** Copies the list. */
  public TrainableNet {
    slots = List.copyOf(slots);
  }

  /** A net before its first step: its slots are zero, in memory of {@code workspace}. */
  public static TrainableNet of(
      Parameters values, Optimizer optimizer, long seed, Workspace workspace) {
    NetSpec spec = values.spec();
    List<Parameters> zeros =
        optimizer.slots().stream().map(_ -> Parameters.zeros(spec, workspace)).toList();
    return new TrainableNet(values, optimizer, zeros, seed);
  }

  /** The net as a member of an array: views of these matrices. */
  public NetArray.Member member() {
    NetSpec spec = values.spec();
    return new NetArray.Member(
        values.affineLayers(),
        spec.activation(),
        spec.loss(),
        spec.classWeights(),
        spec.reg(),
        spec.dropout(),
        spec.clipNorm(),
        seed,
        optimizer,
        slots.stream().map(Parameters::affineLayers).toList());
  }
}
