package dev.lanewise.train;

import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.nn.Param;
import dev.lanewise.optim.Sgd;
import dev.lanewise.optim.UpdateRule;
import java.util.List;
import java.util.Optional;

/**
 * What training does with one batch, in two forms that give the same bits: a readable one, layer
 * after layer, and one that the kernels fuse. Between {@link #begin} and {@link #end} the net's
 * parameters may be somewhere else, and only {@link #run} may use the net.
 */
public interface TrainingStep {

  /** Takes over the net's parameters. */
  void begin();

  /**
   * Trains on one batch.
   *
   * @param batch N rows
   * @param labels (N,)
   * @return the batch's loss before the update, L2 included
   */
  double run(Rows batch, Labels labels, double learningRate);

  /**
   * The scores of a batch by the parameters as of the last {@link #begin} or {@link #run}.
   *
   * @param batch N rows, at most the net's largest batch
   * @return (N, C), holds until the next call
   */
  Matrix scores(Rows batch);

  /** Gives the parameters back. Modified: the net's parameters. */
  void end();

  /**
   * The fused form where there is one: nets trained by {@link Sgd} on vector kernels; else the
   * readable form.
   *
   * @param largestBatch the most rows of a batch
   */
  static TrainingStep of(
      FullyConnectedNet net, UpdateRule rule, int largestBatch, Workspace workspace) {
    Optional<FusedStep> fused =
        rule instanceof Sgd
            ? net.kernels().fusedStep(arrayOf(net), largestBatch, workspace)
            : Optional.empty();
    return fused.isPresent()
        ? new Fused(fused.get(), workspace.matrix(net.largestBatch(), net.spec().classes()))
        : plain(net, rule);
  }

  private static NetArray arrayOf(FullyConnectedNet net) {
    List<Matrix> values = net.params().stream().map(Param::value).toList();
    return new NetArray(List.of(net.spec().member(values)));
  }

  /** The readable form: forward, loss, backward, then every parameter moves. */
  static TrainingStep plain(FullyConnectedNet net, UpdateRule rule) {
    return new Plain(net, rule);
  }

  /** See {@link TrainingStep#plain}. */
  record Plain(FullyConnectedNet net, UpdateRule rule) implements TrainingStep {

    @Override
    public void begin() {}

    @Override
    public double run(Rows batch, Labels labels, double learningRate) {
      double loss = net.lossAndGradients(batch, labels);
      for (Param param : net.params()) {
        rule.update(param, learningRate);
      }
      return loss;
    }

    @Override
    public Matrix scores(Rows batch) {
      return net.scores(batch);
    }

    @Override
    public void end() {}
  }

  /** An array of one net. */
  final class Fused implements TrainingStep {

    private final FusedStep step;
    private final double[] losses = new double[1];
    private final double[] learningRates = new double[1];

    private final Matrix scores; // (largest N, C)

    private Fused(FusedStep step, Matrix scores) {
      this.step = step;
      this.scores = scores;
    }

    @Override
    public void begin() {
      step.load();
    }

    @Override
    public double run(Rows batch, Labels labels, double learningRate) {
      learningRates[0] = learningRate;
      step.train(losses, batch, labels, learningRates);
      return losses[0];
    }

    @Override
    public Matrix scores(Rows batch) {
      Matrix result = scores.slice(0, batch.count());
      step.scores(List.of(result), batch);
      return result;
    }

    @Override
    public void end() {
      step.store();
    }
  }
}
