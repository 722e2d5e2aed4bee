package dev.lanewise.train;

import dev.lanewise.activation.Relu;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run of the Solver whose parameters follow a script instead of gradients: after every step of
 * epoch e a linear net of four classes takes all samples for class {@code classes[e - 1]}. So the
 * accuracies of every epoch are known.
 *
 * <p>Class 0 has 1 of 10 validation samples, class 1 has 2, class 2 has 7, class 3 none.
 */
final class Script implements Optimizer.Custom {

  static final int BATCH = 3;

  /** Ten training samples, so four steps of an epoch. */
  static final int STEPS = 4;

  private static final int[] TRAIN = {0, 1, 2, 3, 3, 3, 3, 3, 3, 3};
  private static final int[] VALIDATION = {0, 1, 1, 2, 2, 2, 2, 2, 2, 2};
  private static final int[] TEST = {3, 3, 3, 1};

  final FullyConnectedNet net;
  final DataSet data;

  /** The learning rate of each step. */
  final List<Double> rates = new ArrayList<>();

  private final Workspace workspace;
  private final int[] classes;
  private int poisonedStep = Integer.MAX_VALUE;
  private float poison;
  private boolean isBias = true;

  /** A run with a validation part. */
  Script(Workspace workspace, int... classes) {
    this(workspace, split(workspace, VALIDATION), classes);
  }

  private Script(Workspace workspace, Split validation, int... classes) {
    this.workspace = workspace;
    this.classes = classes;
    NetSpec spec = new NetSpec(1, List.of(), 4, new Relu(), new SoftmaxCrossEntropy(), 1, 0);
    this.net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 10);
    Split train = split(workspace, TRAIN);
    this.data = DataSet.of("script", train, validation, split(workspace, TEST));
  }

  static Script withoutValidation(Workspace workspace, int... classes) {
    return new Script(workspace, split(workspace), classes);
  }

  private static Split split(Workspace workspace, int... labels) {
    return new Split(workspace.matrix(labels.length, 1), workspace.labels(labels));
  }

  /** After step {@code step} of epoch {@code epoch}, both from 1, the bias has this value in it. */
  Script poisoned(int epoch, int step, float value) {
    poisonedStep = (epoch - 1) * STEPS + step;
    poison = value;
    return this;
  }

  TrainingResult run(TrainingConfig config, TrainingListener listener) {
    Normalization none = Normalization.none(workspace, 1);
    return new Solver(net, data, none, config.withOptimizer(this), workspace).train(listener);
  }

  TrainingResult run() {
    return run(config(0), TrainingListener.NONE);
  }

  /** As many epochs as the script has. */
  TrainingConfig config(int earlyStopping) {
    return TrainingConfig.DEFAULT
        .withLearningRate(1.0)
        .withBatchSize(BATCH)
        .withEpochs(classes.length)
        .withEarlyStopping(earlyStopping);
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public int factors() {
    return 0;
  }

  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    isBias = !isBias; // W1 comes first
    if (isBias) {
      rates.add(learningRate);
    }
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    if (isBias) {
      int epoch = (rates.size() - 1) / STEPS; // from 0
      Arrays.fill(w, from, to, 0f);
      w[classes[epoch]] = rates.size() == poisonedStep ? poison : 1 + epoch;
    }
  }

  /** The epoch, from 1, whose parameters the net has; 0 for those it began with. */
  int epochOfTheNet() {
    float largest = 0;
    for (float b : net.params().get(1).value().toArray()) {
      largest = Math.max(largest, b);
    }
    return (int) largest;
  }
}
