package dev.lanewise.search;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingData;
import dev.lanewise.train.TrainingRun;
import dev.lanewise.train.TrainingState;
import dev.lanewise.train.WeightsDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Trials that share one {@link TrainingRun}, because they differ in their number of epochs only: a
 * shorter trial is the beginning of a longer one.
 */
final class SharedRun {

  /** Copies of its parameters: its own, the best, in panels, in panels transposed. */
  private static final int COPIES = 4;

  /** Copies of each slot of its optimizer: its own, in panels. */
  private static final int SLOT_COPIES = 2;

  private final List<Trial> trials; // by epochs, those that have not ended
  private final int fold; // in which it is validated; 0 without folds
  private final String key;
  private final NetSpec net;
  private final TrainingConfig config; // of the longest
  private Optional<TrainingRun> training = Optional.empty(); // once it has begun

  /** A run for trials that differ in their epochs only, or for one trial. */
  SharedRun(List<Trial> trials, String key, int fold) {
    this.key = key;
    this.fold = fold;
    this.trials = new ArrayList<>(trials);
    this.trials.sort(Comparator.comparingInt(trial -> trial.config().epochs()));
    this.net = trials.getFirst().net();
    this.config = this.trials.getLast().config();
  }

  /** Allocates its memory and draws its weights for some data, or takes them from a state. */
  void begin(TrainingData data, Workspace workspace, Optional<TrainingState> state) {
    NetSpec weighted = net.weightedFor(data.data().train().labels());
    Parameters values = Parameters.zeros(weighted, workspace);
    if (state.isEmpty()) {
      values.initialize(config.seed(), data.inputSize(net));
    }
    TrainingRun begun = new TrainingRun(config, values, workspace);
    state.ifPresent(begun::restore);
    training = Optional.of(begun);
  }

  /** The training, which has begun. */
  TrainingRun training() {
    return training.orElseThrow();
  }

  /** About how many bytes it takes, with its share of scores and of the gradients of each layer. */
  long bytes(Kernels kernels) {
    double parameters = Parameters.bytes(net); // may exceed a long
    int evaluated = Trainer.evaluatedAtOnce(config);
    double slots = SLOT_COPIES * config.optimizer().slots().size() * parameters;
    slots += net.clipNorm() > 0 ? parameters : 0; // the gradient, which waits for its norm
    if (!canFuse(kernels)) {
      return (long) (2 * parameters + slots + FullyConnectedNet.bytesNeeded(net, evaluated));
    }
    double scores = Workspace.bytesOfMatrix(2 * evaluated, net.classes());
    double gradients = 0;
    for (int layer = 0; layer < net.layers(); layer++) { // dH and dZ
      gradients += 2.0 * Workspace.bytesOfMatrix(config.batchSize(), net.layerOutputs(layer));
    }
    return (long) (COPIES * parameters + slots + scores + gradients);
  }

  /** What is read and written beside each weight: slots, and a gradient that is kept. */
  int copiesOfWeights() {
    return config.optimizer().slots().size() + (net.clipNorm() > 0 ? 1 : 0);
  }

  /** Whether the kernels fuse the steps of the net, so that it can train beside others. */
  boolean canFuse(Kernels kernels) {
    return canFuse(net, config, kernels);
  }

  /** Whether the kernels fuse the steps of nets of this form. */
  static boolean canFuse(NetSpec net, TrainingConfig config, Kernels kernels) {
    return kernels.fuses(List.of(net.widths()), config.batchSize());
  }

  /** Identifies the run within a search. */
  String key() {
    return key;
  }

  /**
   * The fingerprint of a run's plan and its fold.
   *
   * @param shared whether trials that differ in their epochs only have one key
   */
  static String key(Trial trial, boolean shared, int fold) {
    Trial settings = shared ? trial.withEpochs(1) : trial;
    return settings.plan().fingerprint() + " in fold " + fold;
  }

  int fold() {
    return fold;
  }

  NetSpec net() {
    return net;
  }

  TrainingConfig config() {
    return config;
  }

  /** Trials that have not finished. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** Removes and returns the trials that finish with the last epoch, or diverged in it. */
  List<TrialResult> removeEnded() {
    boolean all = training().diverged() || training().stopsEarly();
    List<TrialResult> results = new ArrayList<>();
    for (Trial trial : trials()) {
      if (all || trial.config().epochs() <= training().epoch()) {
        trials.remove(trial);
        results.add(result(trial, training().diverged() ? Status.DIVERGED : Status.DONE));
      }
    }
    return results;
  }

  /** The result of its longest trial so far, if an epoch is finished and it has not diverged. */
  Optional<TrialResult> reached() {
    return training().bestEpoch() > 0 && !training().diverged() && !trials.isEmpty()
        ? Optional.of(result(trials.getLast(), Status.INTERRUPTED))
        : Optional.empty();
  }

  /** The progress of its longest trial, after an epoch. */
  TrialProgress progress() {
    return new TrialProgress(
        trials.getLast(),
        fold,
        training().last().orElseThrow(),
        training().bestEpoch(),
        training().bestAccuracy());
  }

  private TrialResult result(Trial trial, Status status) {
    TrainingRun at = training();
    String witness = at.bestEpoch() > 0 ? WeightsDigest.of(at.best().values()) : "";
    return new TrialResult(
        trial,
        status,
        at.bestAccuracy(),
        at.bestScore(),
        List.of(),
        at.bestEpoch(),
        witness,
        at.divergence());
  }
}
