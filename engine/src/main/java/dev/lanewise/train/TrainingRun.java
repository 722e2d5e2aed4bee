package dev.lanewise.train;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One training run: its net, its configuration and how far it is. A {@link Trainer} trains it epoch
 * by epoch. Not for concurrent use.
 */
public final class TrainingRun {

  private final TrainingConfig config;
  private final TrainableNet net;
  private final Parameters best; // of the best epoch; before the first the initial ones
  private int epoch; // the last one that is done
  private Optional<Epoch> last = Optional.empty(); // of this process
  private final List<Double> scores = new ArrayList<>(); // of each epoch, more being better
  private int bestEpoch;
  private double bestAccuracy = Double.NaN;
  private String divergence = "";

  /**
   * A run before its first epoch.
   *
   * @param values the parameters it starts from, which training modifies
   * @param workspace where the parameters of the best epoch and the optimizer's slots are kept
   */
  public TrainingRun(TrainingConfig config, Parameters values, Workspace workspace) {
    this.config = config;
    this.net = TrainableNet.of(values, config.optimizer(), config.seed(), workspace);
    this.best = Parameters.zeros(values.spec(), workspace);
    best.copyFrom(values);
  }

  /**
   * Continues from the state of another run of the same net and configuration.
   *
   * @throws IllegalArgumentException if it is of another net or optimizer
   */
  public void restore(TrainingState state) {
    if (state.slots().size() != net.slots().size()) {
      throw new IllegalArgumentException(
          "a state with %d slots for an optimizer of %d"
              .formatted(state.slots().size(), net.slots().size()));
    }
    epoch = state.epoch();
    bestEpoch = state.bestEpoch();
    bestAccuracy = state.bestAccuracy();
    scores.clear();
    scores.addAll(state.scores());
    values().copyFrom(new Parameters(spec(), state.values()));
    for (int i = 0; i < net.slots().size(); i++) {
      net.slots().get(i).copyFrom(new Parameters(spec(), state.slots().get(i)));
    }
    best.copyFrom(new Parameters(spec(), state.best()));
  }

  /** How far it is, after an epoch and not diverged. Holds until the next epoch. */
  public TrainingState state() {
    List<List<Matrix>> slots = net.slots().stream().map(Parameters::values).toList();
    return new TrainingState(
        epoch,
        bestEpoch,
        bestAccuracy,
        List.copyOf(scores),
        values().values(),
        slots,
        best.values());
  }

  /** The form of the net. */
  public NetSpec spec() {
    return values().spec();
  }

  /** How the net is trained. */
  public TrainingConfig config() {
    return config;
  }

  /** The parameters; between epochs those of the last one. */
  public Parameters values() {
    return net.values();
  }

  /** The parameters with their optimizer and its slots; between epochs those of the last one. */
  TrainableNet net() {
    return net;
  }

  /** The parameters of the best epoch; before the first those it started from. */
  public Parameters best() {
    return best;
  }

  /**
   * The learning rate of a step of the next epoch.
   *
   * @param step steps of that epoch before it, from 0
   * @param stepsPerEpoch steps of every epoch
   */
  double learningRate(int step, int stepsPerEpoch) {
    return config.learningRate(epoch, step, stepsPerEpoch, scores);
  }

  /** How many epochs are done. */
  public int epoch() {
    return epoch;
  }

  /** What is known of the last epoch; empty if none was trained since the run was constructed. */
  public Optional<Epoch> last() {
    return last;
  }

  /**
   * The first epoch with the best value of what is monitored, or the last without a validation
   * part; 0 for none.
   */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** The validation accuracy of the best epoch; NaN without a validation part. */
  public double bestAccuracy() {
    return bestAccuracy;
  }

  /** What was monitored in the best epoch, of which more is better; NaN without any. */
  public double bestScore() {
    return bestEpoch == 0 ? Double.NaN : scores.get(bestEpoch - 1);
  }

  /** Whether a loss or a parameter is no longer finite; the run ends there. */
  public boolean diverged() {
    return !divergence.isEmpty();
  }

  /** Where it diverged and how; empty if it did not. */
  public String divergence() {
    return divergence;
  }

  /**
   * Whether it ends here, since {@link TrainingConfig#earlyStopping} epochs in a row were not
   * better than the last gain by more than {@link TrainingConfig#minDelta}.
   */
  public boolean stopsEarly() {
    return config.stopEpoch(scores).isPresent();
  }

  /** Records a divergence in the epoch after the last; the first reason counts. */
  void diverge(int step, String what) {
    if (!diverged()) {
      divergence = "epoch %d, step %d: %s".formatted(epoch + 1, step, what);
    }
  }

  /** Records an epoch, and keeps its parameters if they are the best. */
  void finishEpoch(Epoch done) {
    last = Optional.of(done);
    epoch = done.epoch();
    double score = config.monitor().score(done);
    if (Monitor.isBetter(score, bestEpoch, scores)) {
      bestEpoch = epoch;
      bestAccuracy = done.validationAccuracy();
      best.copyFrom(values());
    }
    scores.add(score);
  }
}
