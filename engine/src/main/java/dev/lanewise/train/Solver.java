package dev.lanewise.train;

import dev.lanewise.data.Batches;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.nn.Param;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The training loop of cs231n's Solver: epochs of steps, accuracy at each epoch's end, and in the
 * end the net has the parameters of its best epoch. Starts from the parameters the net has.
 *
 * <p>Unlike the course's Solver there is always a best epoch, accuracy is taken at epoch ends only
 * and over one fixed sample of the training split, and a loss that is not finite ends the run.
 */
public final class Solver {

  /** Training samples over which an epoch's training accuracy is taken. */
  public static final int ACCURACY_SAMPLE = 1000;

  private final FullyConnectedNet net;
  private final DataSet data;
  private final SolverConfig config;
  private final Batches batches;
  private final TrainingStep step;
  private final Evaluation evaluation;
  private final int[] accuracySample;
  private final List<Matrix> best = new ArrayList<>(); // the shapes of the net's parameters
  private final List<Epoch> epochs = new ArrayList<>();
  private TrainingListener listener = TrainingListener.NONE;
  private int bestEpoch;

  /**
   * A solver for one run.
   *
   * @throws IllegalArgumentException if the batch is larger than the training split
   */
  public Solver(
      FullyConnectedNet net,
      UpdateRule rule,
      DataSet data,
      Normalization normalization,
      SolverConfig config,
      Workspace workspace) {
    this.net = net;
    this.data = data;
    this.config = config;
    this.batches =
        new Batches(
            data.train(),
            normalization,
            config.batchSize(),
            config.sampling(),
            config.seed(),
            workspace);
    this.step = TrainingStep.of(net, rule, config.batchSize(), workspace);
    this.evaluation =
        new Evaluation(net, normalization, workspace, step::scores, this::stopIfAsked);
    this.accuracySample =
        Batches.accuracySample(data.train().size(), ACCURACY_SAMPLE, config.seed());
    for (Param param : net.params()) {
      best.add(workspace.matrix(param.value().rows(), param.value().columns()));
    }
  }

  /** A step whose loss, or an epoch whose scores, are no longer finite. */
  private static final class Divergence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;

    Divergence(int epoch, int step, String what) {
      super(what, null, false, false);
      this.place = "epoch %d, step %d: %s".formatted(epoch, step, what);
    }
  }

  /** The listener asked to stop. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /** Trains; afterwards the net has the best epoch's parameters. To be called once. */
  public TrainingResult train(TrainingListener listener) {
    this.listener = listener;
    try {
      return trainToTheEnd();
    } catch (Stopped stopped) {
      return interrupted();
    }
  }

  private TrainingResult trainToTheEnd() {
    try {
      trainEpochs();
    } catch (Divergence divergence) {
      return end(Status.DIVERGED, divergence.place);
    }
    return end(Status.DONE, "");
  }

  private void trainEpochs() {
    keepBest(0);
    double learningRate = config.learningRate();
    for (int epoch = 1; epoch <= config.epochs(); epoch++) {
      trainEpoch(epoch, learningRate);
      listener.epochDone(epochs.getLast());
      if (config.earlyStopping() > 0 && epoch - bestEpoch >= config.earlyStopping()) {
        break;
      }
      learningRate *= config.lrDecay();
    }
  }

  private void trainEpoch(int epoch, double learningRate) {
    batches.startEpoch(epoch - 1);
    double lossSum = 0;
    long samples = 0;
    long start = System.nanoTime();
    step.begin();
    try {
      for (int s = 0; s < batches.steps(); s++) {
        Rows rows = batches.rows(s);
        double loss = step.run(rows, batches.labels(rows), learningRate);
        if (!Double.isFinite(loss)) {
          throw new Divergence(epoch, s + 1, "the loss is " + loss);
        }
        lossSum += loss * rows.count();
        samples += rows.count();
        listener.stepDone(epoch, s + 1, batches.steps());
        stopIfAsked();
      }
    } finally {
      step.end();
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    finishEpoch(epoch, lossSum / samples, learningRate, seconds, samples / seconds);
  }

  private void stopIfAsked() {
    if (listener.stopRequested()) {
      throw new Stopped();
    }
  }

  private void finishEpoch(
      int epoch, double loss, double learningRate, double seconds, double samplesPerSecond) {
    requireFiniteParameters(epoch);
    try {
      Evaluation.Scores train = evaluation.scores(data.train(), accuracySample);
      Evaluation.Scores validation = evaluation.scores(data.validation());
      if (data.validation().size() > 0) {
        requireFinite(epoch, "validation loss", validation.loss());
      }
      requireFinite(epoch, "training loss", train.loss());
      epochs.add(
          new Epoch(
              epoch,
              loss,
              train.accuracy(),
              validation.accuracy(),
              validation.loss(),
              learningRate,
              seconds,
              samplesPerSecond));
    } catch (ArithmeticException e) {
      throw new Divergence(epoch, batches.steps(), "a score is NaN");
    }
    boolean better =
        bestEpoch == 0
            || data.validation().size() == 0
            || epochs.getLast().validationAccuracy()
                > epochs.get(bestEpoch - 1).validationAccuracy();
    if (better) {
      keepBest(epoch);
    }
  }

  private void requireFinite(int epoch, String name, double value) {
    if (!Double.isFinite(value)) {
      throw new Divergence(epoch, batches.steps(), "the " + name + " is " + value);
    }
  }

  /** The last update of an epoch comes after its last loss, so nothing has looked at it yet. */
  private void requireFiniteParameters(int epoch) {
    for (Param param : net.params()) {
      // A sum of squares of floats does not overflow in double.
      if (!Double.isFinite(net.kernels().sumOfSquares(param.value()))) {
        String what = param.name() + " has a value that is not finite";
        throw new Divergence(epoch, batches.steps(), what);
      }
    }
  }

  private void keepBest(int epoch) {
    bestEpoch = epoch;
    for (int i = 0; i < best.size(); i++) {
      best.get(i).copyFrom(net.params().get(i).value());
    }
  }

  private void restoreBest() {
    for (int i = 0; i < best.size(); i++) {
      net.params().get(i).value().copyFrom(best.get(i));
    }
  }

  /** Ends at once; before the first epoch's end the net keeps the parameters it has reached. */
  private TrainingResult interrupted() {
    if (bestEpoch > 0) {
      restoreBest();
    }
    double validation = bestEpoch > 0 ? epochs.get(bestEpoch - 1).validationAccuracy() : Double.NaN;
    return new TrainingResult(
        Status.INTERRUPTED, epochs, bestEpoch, Double.NaN, validation, Double.NaN, "");
  }

  private TrainingResult end(Status status, String divergence) {
    restoreBest();
    if (bestEpoch == 0) {
      return new TrainingResult(status, epochs, 0, Double.NaN, Double.NaN, Double.NaN, divergence);
    }
    step.begin();
    return new TrainingResult(
        status,
        epochs,
        bestEpoch,
        accuracy(data.train()),
        epochs.get(bestEpoch - 1).validationAccuracy(),
        accuracy(data.test()),
        divergence);
  }

  /** NaN if a sample that no epoch looked at has a score that is not a number. */
  private double accuracy(Split split) {
    try {
      return evaluation.scores(split).accuracy();
    } catch (ArithmeticException e) {
      return Double.NaN;
    }
  }
}
