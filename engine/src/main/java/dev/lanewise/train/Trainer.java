package dev.lanewise.train;

import dev.lanewise.data.Batches;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import java.util.Arrays;
import java.util.List;

/**
 * The training loop: epochs of steps for runs that read the same batches, side by side, with
 * metrics at each epoch's end. Each run ends with the bits that it has when it trains alone. Not
 * for concurrent use.
 *
 * <p>It is the loop of cs231n's Solver with four differences: there is always a best epoch, metrics
 * are computed at epoch ends only, over one fixed sample of the training part, and a loss or a
 * parameter that is not finite ends a run.
 */
public final class Trainer {

  /** Training samples over which the training accuracy of an epoch is computed. */
  public static final int ACCURACY_SAMPLE = 1000;

  private final List<TrainingRun> runs;
  private final DataSet data;
  private final Kernels kernels;
  private final Listener listener;
  private final Batches batches;
  private final TrainingStep step;
  private final Evaluator evaluator;
  private final int[] accuracySample;
  private final double[] rates; // of a step
  private final double[] losses; // of a step
  private final double[] lossSums; // of an epoch

  /** Is told how the runs go, on the training thread, and may end them. */
  public interface Listener {

    /** A step is done: {@code step} of {@code steps} in epoch {@code epoch}, all from 1. */
    default void stepDone(int epoch, int step, int steps) {}

    /** Asked after every step and before each batch of an evaluation; true ends it there. */
    default boolean stopRequested() {
      return false;
    }

    /**
     * An epoch is done: {@link TrainingRun#last} of each run that has not diverged has its metrics.
     *
     * @return whether the same runs train one more epoch
     */
    boolean epochDone();
  }

  /**
   * A loop for runs that are at the same epoch and have batch size, sampling and seed in common.
   *
   * @param runs at least one
   * @param workspace where copies of the parameters and buffers are allocated
   * @throws IllegalArgumentException if the batch is larger than the training part
   */
  public Trainer(
      List<TrainingRun> runs,
      TrainingData data,
      Kernels kernels,
      Listener listener,
      Workspace workspace) {
    this.runs = List.copyOf(runs);
    this.data = data.data();
    this.kernels = kernels;
    this.listener = listener;
    TrainingRun first = runs.getFirst();
    TrainingConfig config = first.config();
    this.batches =
        new Batches(
            this.data.train(),
            data.normalization(),
            config.batchSize(),
            config.sampling(),
            config.seed(),
            workspace);
    int evaluated = evaluatedAtOnce(config);
    List<TrainableNet> nets = runs.stream().map(TrainingRun::net).toList();
    this.step = TrainingSteps.of(nets, kernels, config.batchSize(), evaluated, workspace);
    this.evaluator =
        new Evaluator(
            runs.stream().map(run -> run.spec().loss()).toList(),
            first.spec().classes(),
            kernels,
            data.normalization(),
            step::scores,
            evaluated,
            workspace);
    this.accuracySample =
        Batches.accuracySample(this.data.train().size(), ACCURACY_SAMPLE, config.seed());
    this.rates = new double[runs.size()];
    this.losses = new double[runs.size()];
    this.lossSums = new double[runs.size()];
  }

  /** Rows that are evaluated at once with a configuration. */
  public static int evaluatedAtOnce(TrainingConfig config) {
    return Math.max(config.batchSize(), Classifier.EVALUATION_BATCH);
  }

  /**
   * Trains until the listener says that an epoch was the last, or all runs have diverged. However
   * it ends, the runs have the parameters of the last step.
   *
   * @throws StopRequested if the listener asks for it
   */
  public void train() {
    step.load();
    do {
      trainEpoch();
    } while (listener.epochDone());
  }

  private void trainEpoch() {
    int epoch = runs.getFirst().epoch() + 1;
    Arrays.fill(lossSums, 0);
    batches.startEpoch(epoch - 1);
    long samples = 0;
    long start = System.nanoTime();
    try {
      for (int s = 0; s < batches.steps() && !allDiverged(); s++) {
        setRates(s);
        Batch rows = batches.get(s);
        long number = (long) (epoch - 1) * batches.steps() + s + 1;
        step.train(losses, rows, batches.labels(rows), rates, number);
        samples += rows.count();
        addLosses(s + 1, rows.count());
        listener.stepDone(epoch, s + 1, batches.steps());
        if (!allDiverged()) { // that ends them before a stop does
          stopIfAsked();
        }
      }
    } finally {
      step.store();
    }
    finishEpoch(epoch, samples, (System.nanoTime() - start) * 1e-9);
  }

  /** Sets the learning rate of each run for a step of the epoch, from 0. */
  private void setRates(int stepIndex) {
    for (int i = 0; i < rates.length; i++) {
      TrainingRun run = runs.get(i);
      if (stepIndex == 0 || run.config().rateChangesWithinEpoch()) {
        rates[i] = run.learningRate(stepIndex, batches.steps());
      }
    }
  }

  private boolean allDiverged() {
    for (TrainingRun run : runs) {
      if (!run.diverged()) {
        return false;
      }
    }
    return true;
  }

  private void addLosses(int stepNumber, int samples) {
    for (int i = 0; i < losses.length; i++) {
      if (!Double.isFinite(losses[i])) {
        runs.get(i).diverge(stepNumber, "the loss is " + losses[i]);
      }
      lossSums[i] += losses[i] * samples;
    }
  }

  private void stopIfAsked() {
    if (listener.stopRequested()) {
      throw new StopRequested();
    }
  }

  private void finishEpoch(int epoch, long samples, double seconds) {
    runs.forEach(this::requireFiniteParameters);
    if (allDiverged()) {
      return;
    }
    Judge judge = new Judge();
    List<Metrics> training = evaluator.metrics(data.train(), accuracySample, judge);
    List<Metrics> validation = evaluator.metrics(data.validation(), judge);
    for (int i = 0; i < losses.length; i++) {
      if (data.validation().size() > 0) {
        judge.requireFinite(i, "validation", validation.get(i).loss());
      }
      judge.requireFinite(i, "training", training.get(i).loss());
      if (!runs.get(i).diverged()) {
        runs.get(i)
            .finishEpoch(
                new Epoch(
                    epoch,
                    lossSums[i] / samples,
                    training.get(i).accuracy(),
                    validation.get(i).accuracy(),
                    validation.get(i).loss(),
                    rates[i],
                    seconds,
                    samples / seconds));
      }
    }
  }

  /** The last update of an epoch comes after its last loss, so no loss has shown it yet. */
  private void requireFiniteParameters(TrainingRun run) {
    Parameters values = run.values();
    for (int i = 0; i < values.values().size(); i++) {
      // A sum of squares of floats does not overflow in double.
      if (!Double.isFinite(kernels.sumOfSquares(values.values().get(i)))) {
        run.diverge(batches.steps(), Parameters.name(i) + " has a value that is not finite");
      }
    }
  }

  /** Ends runs whose scores or losses are no longer finite. */
  private final class Judge implements Evaluator.Events {

    @Override
    public void beforeBatch() {
      stopIfAsked();
    }

    @Override
    public boolean skips(int net) {
      return runs.get(net).diverged();
    }

    @Override
    public void notANumber(int net, ArithmeticException e) {
      runs.get(net).diverge(batches.steps(), "a score is NaN");
    }

    void requireFinite(int net, String part, double loss) {
      if (!Double.isFinite(loss)) {
        runs.get(net).diverge(batches.steps(), "the " + part + " loss is " + loss);
      }
    }
  }

  /**
   * Metrics of the first run by the parameters of its best epoch.
   *
   * @throws ArithmeticException if a score is NaN
   * @throws StopRequested if the listener asks for it
   */
  Metrics metricsOfBest(Split split) {
    TrainingRun run = runs.getFirst();
    run.values().copyFrom(run.best());
    step.load();
    return evaluator
        .metrics(
            split,
            new Evaluator.Events() {
              @Override
              public void beforeBatch() {
                stopIfAsked();
              }

              @Override
              public boolean skips(int net) {
                return net > 0;
              }
            })
        .getFirst();
  }
}
