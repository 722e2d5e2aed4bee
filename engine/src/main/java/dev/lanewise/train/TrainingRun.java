package dev.lanewise.train;

import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.optim.Schedule;
import java.util.Optional;

/**
 * One training run: its net, its configuration and how far it is. A {@link Trainer} trains it epoch
 * by epoch. Not for concurrent use.
 */
public final class TrainingRun {

  private final TrainingConfig config;
  private final Parameters values;
  private final Parameters best; // of the best epoch; before the first the initial ones
  private int epoch; // the last one that is done
  private Optional<Epoch> last = Optional.empty(); // of this process
  private int bestEpoch;
  private double bestAccuracy = Double.NaN;
  private String divergence = "";

  /**
   * A run before its first epoch.
   *
   * @param values the parameters it starts from, which training modifies
   * @param workspace where the parameters of the best epoch are kept
   */
  public TrainingRun(TrainingConfig config, Parameters values, Workspace workspace) {
    this.config = config;
    this.values = values;
    this.best = Parameters.zeros(values.spec(), workspace);
    best.copyFrom(values);
  }

  /** Continues from the state of another run of the same net and configuration. */
  public void restore(TrainingState state) {
    epoch = state.epoch();
    bestEpoch = state.bestEpoch();
    bestAccuracy = state.bestAccuracy();
    values.copyFrom(new Parameters(spec(), state.values()));
    best.copyFrom(new Parameters(spec(), state.best()));
  }

  /** How far it is, after an epoch and not diverged. Holds until the next epoch. */
  public TrainingState state() {
    return new TrainingState(epoch, bestEpoch, bestAccuracy, values.values(), best.values());
  }

  /** The form of the net. */
  public NetSpec spec() {
    return values.spec();
  }

  /** How the net is trained. */
  public TrainingConfig config() {
    return config;
  }

  /** The parameters; between epochs those of the last one. */
  public Parameters values() {
    return values;
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
    Schedule.Position position = new Schedule.Position(epoch, step, stepsPerEpoch);
    return config.schedule().rate(config.learningRate(), position);
  }

  /** How many epochs are done. */
  public int epoch() {
    return epoch;
  }

  /** What is known of the last epoch; empty if none was trained since the run was constructed. */
  public Optional<Epoch> last() {
    return last;
  }

  /** The first epoch with the highest validation accuracy, or the last without; 0 for none. */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** The validation accuracy of the best epoch; NaN without a validation part. */
  public double bestAccuracy() {
    return bestAccuracy;
  }

  /** Whether a loss or a parameter is no longer finite; the run ends there. */
  public boolean diverged() {
    return !divergence.isEmpty();
  }

  /** Where it diverged and how; empty if it did not. */
  public String divergence() {
    return divergence;
  }

  /** Whether it ends here, since {@link TrainingConfig#earlyStopping} epochs were not better. */
  public boolean stopsEarly() {
    return config.earlyStopping() > 0 && epoch - bestEpoch >= config.earlyStopping();
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
    double accuracy = done.validationAccuracy();
    if (bestEpoch == 0 || Double.isNaN(accuracy) || accuracy > bestAccuracy) {
      bestEpoch = epoch;
      bestAccuracy = accuracy;
      best.copyFrom(values);
    }
  }
}
