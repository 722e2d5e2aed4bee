package dev.lanewise.search;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
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

  /** Copies of its parameters: its own, the best, in panels, in panels transposed. */
  private static final int COPIES = 4;

  private final List<Trial> trials; // by epochs, those that have not ended
  private final int fold; // in which it is validated; 0 without folds
  private final String key;
  private final NetSpec net;
  private final SolverConfig config; // of the longest
  private final List<Matrix> values = new ArrayList<>(); // W1, b1, W2, b2, …
  private final List<Matrix> best = new ArrayList<>(); // of the best epoch
  private double learningRate;
  private int epoch; // the last one that is done
  private int bestEpoch;
  private double bestAccuracy = Double.NaN;
  private String divergence = "";

  /** A run for trials that share their beginning, or for one. */
  Run(List<Trial> trials, String key, int fold) {
    this.key = key;
    this.fold = fold;
    this.trials = new ArrayList<>(trials);
    this.trials.sort(Comparator.comparingInt(trial -> trial.config().epochs()));
    this.net = trials.getFirst().net();
    this.config = this.trials.getLast().config();
    this.learningRate = config.learningRate();
  }

  /** Takes its memory and draws its weights for a task, or takes them from where it stood. */
  void begin(Task task, Workspace workspace, Optional<RunState> state) {
    for (List<Matrix> copy : List.of(values, best)) {
      for (int layer = 0; layer < net.layers(); layer++) {
        int outputs = net.layerOutputs(layer);
        copy.add(workspace.matrix(net.layerInputs(layer), outputs));
        copy.add(workspace.matrix(1, outputs));
      }
    }
    if (state.isPresent()) {
      goOnFrom(state.get());
    } else {
      FullyConnectedNet.initialize(values, net, config.seed(), task.inputSize(net));
    }
  }

  private void goOnFrom(RunState state) {
    epoch = state.epoch();
    learningRate = state.learningRate();
    bestEpoch = state.bestEpoch();
    bestAccuracy = state.bestAccuracy();
    for (int i = 0; i < values.size(); i++) {
      values.get(i).copyFrom(state.values().get(i));
      best.get(i).copyFrom(state.best().get(i));
    }
  }

  /** Where it stands, after an epoch and not diverged; holds until the next. */
  RunState state() {
    return new RunState(epoch, learningRate, bestEpoch, bestAccuracy, values, best);
  }

  /** Bytes of its parameters in all their copies, padding included. */
  private long weightBytes() {
    double bytes = 0; // may exceed a long
    for (int layer = 0; layer < net.layers(); layer++) {
      int outputs = net.layerOutputs(layer);
      bytes += Workspace.bytesOfMatrix(net.layerInputs(layer), outputs);
      bytes += Workspace.bytesOfMatrix(1, outputs);
    }
    return (long) (COPIES * bytes);
  }

  /** About how many bytes it takes, with its share of scores and of the gradients of each layer. */
  long bytes(Kernels kernels) {
    if (!stacks(kernels)) {
      return (long)
          (weightBytes() / 2.0 + FullyConnectedNet.bytesNeeded(net, largestBatch())); // 2 copies
    }
    long scores = Workspace.bytesOfMatrix(2 * StackTrainer.EVALUATED_AT_ONCE, net.classes());
    double gradients = 0;
    for (int layer = 0; layer < net.layers(); layer++) { // dH and dZ
      gradients += 2.0 * Workspace.bytesOfMatrix(config.batchSize(), net.layerOutputs(layer));
    }
    return (long) (weightBytes() + scores + gradients);
  }

  /** The most rows that its net sees at once. */
  int largestBatch() {
    return Math.max(config.batchSize(), StackTrainer.EVALUATED_AT_ONCE);
  }

  /** Whether the net can be part of a stack. */
  boolean stacks(Kernels kernels) {
    return stacks(net, config, kernels);
  }

  /** Whether nets of this form can be part of a stack. */
  static boolean stacks(NetSpec net, SolverConfig config, Kernels kernels) {
    return kernels.fuses(List.of(net.widths()), config.batchSize());
  }

  /** What tells it from all other runs of a search. */
  String key() {
    return key;
  }

  /**
   * All settings of a run and its fold as text.
   *
   * @param shared whether trials that differ in their epochs only have one key
   */
  static String key(Trial trial, boolean shared, int fold) {
    Trial settings = trial.withNumber(0);
    return (shared ? settings.withEpochs(1) : settings) + " in fold " + fold;
  }

  int fold() {
    return fold;
  }

  NetSpec net() {
    return net;
  }

  /** Its net with the parameters in {@link #values}. */
  NetArray.Member member() {
    return net.member(values);
  }

  SolverConfig config() {
    return config;
  }

  /** Trials that have not ended. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** W1, b1, W2, b2, …. */
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

  /** How many epochs are done. */
  int epoch() {
    return epoch;
  }

  boolean diverged() {
    return !divergence.isEmpty();
  }

  /** It goes no further; the first reason counts. */
  void diverge(int step, String what) {
    if (!diverged()) {
      divergence = "epoch %d, step %d: %s".formatted(epoch + 1, step, what);
    }
  }

  /** Keeps an epoch's parameters if they are the best; {@code accuracy} NaN: nothing validates. */
  void finishEpoch(double accuracy) {
    epoch++;
    if (bestEpoch == 0 || Double.isNaN(accuracy) || accuracy > bestAccuracy) {
      bestEpoch = epoch;
      bestAccuracy = accuracy;
      for (int i = 0; i < best.size(); i++) {
        best.get(i).copyFrom(values.get(i));
      }
    }
    learningRate *= config.lrDecay();
  }

  /** The trials that have ended: those of so many epochs, or all that are left. */
  List<TrialResult> ended() {
    boolean stopped = config.earlyStopping() > 0 && epoch - bestEpoch >= config.earlyStopping();
    List<TrialResult> results = new ArrayList<>();
    for (Trial trial : trials()) {
      if (diverged() || stopped || trial.config().epochs() <= epoch) {
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
    return new TrialResult(trial, status, bestAccuracy, List.of(), bestEpoch, witness, divergence);
  }
}
