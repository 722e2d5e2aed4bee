package dev.lanewise.train;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one net, as cs231n's Solver does: a {@link Trainer} with one run. In the end the net has
 * the parameters of its best epoch. Starts from the parameters the net has.
 */
public final class Solver {

  private final TrainingRun run;
  private final DataSet data;
  private final Trainer trainer;
  private final List<Epoch> epochs = new ArrayList<>();
  private TrainingListener listener = TrainingListener.NONE;

  /**
   * A solver for one run.
   *
   * @throws IllegalArgumentException if the batch is larger than the training split
   */
  public Solver(
      FullyConnectedNet net,
      DataSet data,
      Normalization normalization,
      TrainingConfig config,
      Workspace workspace) {
    this.data = data;
    this.run = new TrainingRun(config, net.parameters(), workspace);
    this.trainer =
        new Trainer(
            List.of(run),
            new TrainingData(data, normalization),
            net.kernels(),
            new Progress(),
            workspace);
  }

  /**
   * Continues, before it has trained, from where another run of the same net, data and
   * configuration was. One that was done is evaluated only.
   *
   * @return this
   * @throws IllegalArgumentException if it is of another net or optimizer, of more epochs than this
   *     run may have, or of data with a validation part where this one has none or the other way
   *     round
   */
  public Solver resume(TrainingProgress progress) {
    int done = progress.epochs().size();
    if (done > run.config().epochs()) {
      throw new IllegalArgumentException(
          "%d epochs are done, of a run of %d".formatted(done, run.config().epochs()));
    }
    boolean validated = !Double.isNaN(progress.epochs().getLast().validationAccuracy());
    if (validated != data.validation().size() > 0) {
      throw new IllegalArgumentException(
          "epochs with%s validation, data with %d validation samples"
              .formatted(validated ? "" : "out", data.validation().size()));
    }
    run.restore(progress.state());
    epochs.addAll(progress.epochs());
    return this;
  }

  /** Tells the listener of the run, and decides whether it continues. */
  private final class Progress implements Trainer.Listener {

    @Override
    public void stepDone(int epoch, int step, int steps) {
      listener.stepDone(epoch, step, steps);
    }

    @Override
    public boolean stopRequested() {
      return listener.stopRequested();
    }

    @Override
    public boolean epochDone() {
      if (run.diverged()) {
        return false;
      }
      epochs.add(run.last().orElseThrow());
      listener.reached(() -> new TrainingProgress(run.state(), epochs));
      listener.epochDone(epochs.getLast());
      return goesOn();
    }
  }

  private boolean goesOn() {
    return run.epoch() < run.config().epochs() && !run.stopsEarly();
  }

  /** Trains; afterwards the net has the best epoch's parameters. To be called once. */
  public TrainingResult train(TrainingListener listener) {
    this.listener = listener;
    try {
      if (goesOn()) {
        trainer.train();
      }
      return ended();
    } catch (StopRequested stopped) {
      return interrupted();
    }
  }

  /** Before the first epoch's end the net keeps the parameters it has reached. */
  private TrainingResult interrupted() {
    if (run.diverged()) {
      run.values().copyFrom(run.best());
      return result(Status.DIVERGED, Double.NaN, Double.NaN);
    }
    if (run.bestEpoch() > 0) {
      run.values().copyFrom(run.best());
    }
    return result(Status.INTERRUPTED, Double.NaN, Double.NaN);
  }

  private TrainingResult ended() {
    run.values().copyFrom(run.best());
    Status status = run.diverged() ? Status.DIVERGED : Status.DONE;
    return run.bestEpoch() == 0
        ? result(status, Double.NaN, Double.NaN)
        : result(status, accuracy(data.train()), accuracy(data.test()));
  }

  /** NaN if a sample that no epoch looked at has a score that is not a number. */
  private double accuracy(Split split) {
    try {
      return trainer.metricsOfBest(split).accuracy();
    } catch (ArithmeticException e) {
      return Double.NaN;
    }
  }

  private TrainingResult result(Status status, double trainAccuracy, double testAccuracy) {
    return new TrainingResult(
        status,
        List.copyOf(epochs),
        run.bestEpoch(),
        trainAccuracy,
        run.bestAccuracy(),
        testAccuracy,
        run.divergence());
  }
}
