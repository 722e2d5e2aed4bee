package dev.lanewise.search;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.SolverConfig;
import dev.lanewise.train.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One training that serves all trials which differ in their number of epochs only: a shorter trial
 * is the beginning of a longer one. Holds the parameters, and what {@link
 * dev.lanewise.train.Solver} would keep.
 */
final class Run {

  /** Copies of its parameters: its own, the best, in the stack, packed. */
  static final int COPIES = 4;

  private static final int PADDING = 16; // at most, of a row

  private final List<Trial> trials; // by epochs, those that have not ended
  private final NetSpec net;
  private final SolverConfig config; // of the longest
  private final List<Matrix> values = new ArrayList<>(); // W1, b1, W2, b2
  private final List<Matrix> best = new ArrayList<>(); // of the best epoch
  private double learningRate;
  private int bestEpoch;
  private double bestAccuracy = Double.NaN;
  private String divergence = "";

  Run(List<Trial> trials) {
    this.trials = new ArrayList<>(trials);
    this.trials.sort(Comparator.comparingInt(trial -> trial.config().epochs()));
    this.net = trials.getFirst().net();
    this.config = this.trials.getLast().config();
    this.learningRate = config.learningRate();
  }

  /** What trials of one run have in common. */
  static Trial key(Trial trial) {
    return new Trial(0, trial.net(), trial.config().withEpochs(1));
  }

  /** Takes its memory and draws its weights. */
  void begin(Workspace workspace) {
    for (List<Matrix> copy : List.of(values, best)) {
      for (int layer = 0; layer < net.layers(); layer++) {
        int outputs = net.layerOutputs(layer);
        copy.add(workspace.matrix(net.layerInputs(layer), outputs));
        copy.add(workspace.matrix(1, outputs));
      }
    }
    FullyConnectedNet.initialize(values, net.weightScale(), config.seed());
  }

  /** Bytes of its parameters in all their copies. */
  long weightBytes() {
    return COPIES * Float.BYTES * net.parameters();
  }

  /** About how many bytes it takes in a stack, with its share of activations and scores. */
  long bytes() {
    long rows = StackTrainer.EVALUATED_AT_ONCE + 2L * config.batchSize();
    long scores = rows * (net.classes() + PADDING);
    long activations = (long) config.batchSize() * (net.layerOutputs(0) + PADDING);
    return weightBytes() + Float.BYTES * (scores + activations);
  }

  NetSpec net() {
    return net;
  }

  SolverConfig config() {
    return config;
  }

  /** Trials that have not ended. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** W1, b1, W2, b2. */
  List<Matrix> values() {
    return values;
  }

  /** The parameters of the best epoch. */
  List<Matrix> best() {
    return best;
  }

  double learningRate() {
    return learningRate;
  }

  boolean diverged() {
    return !divergence.isEmpty();
  }

  /** It goes no further; the first reason counts. */
  void diverge(int epoch, int step, String what) {
    if (!diverged()) {
      divergence = "epoch %d, step %d: %s".formatted(epoch, step, what);
    }
  }

  /** Keeps an epoch's parameters if they are the best; {@code accuracy} NaN: nothing validates. */
  void finishEpoch(int epoch, double accuracy) {
    if (bestEpoch == 0 || Double.isNaN(accuracy) || accuracy > bestAccuracy) {
      bestEpoch = epoch;
      bestAccuracy = accuracy;
      for (int i = 0; i < best.size(); i++) {
        best.get(i).copyFrom(values.get(i));
      }
    }
    learningRate *= config.lrDecay();
  }

  /** The trials that end with an epoch: those of so many epochs, or all that are left. */
  List<TrialResult> ended(int epoch) {
    boolean stopped = config.earlyStopping() > 0 && epoch - bestEpoch >= config.earlyStopping();
    List<TrialResult> results = new ArrayList<>();
    for (Trial trial : trials()) {
      if (diverged() || stopped || trial.config().epochs() == epoch) {
        trials.remove(trial);
        results.add(result(trial, diverged() ? Status.DIVERGED : Status.DONE));
      }
    }
    return results;
  }

  /** What its longest trial has reached, if an epoch is finished and none has diverged. */
  Optional<TrialResult> reached() {
    return bestEpoch > 0 && !diverged() && !trials.isEmpty()
        ? Optional.of(result(trials.getLast(), Status.INTERRUPTED))
        : Optional.empty();
  }

  private TrialResult result(Trial trial, Status status) {
    String witness = bestEpoch > 0 ? Witness.of(best) : "";
    return new TrialResult(trial, status, bestAccuracy, bestEpoch, witness, divergence);
  }
}
