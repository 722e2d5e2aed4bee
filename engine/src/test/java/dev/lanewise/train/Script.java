package dev.lanewise.train;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Param;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of the Solver whose parameters follow a script instead of gradients: after every step of
 * epoch e a linear net of four classes takes all samples for class {@code classes[e - 1]}. So the
 * accuracies of every epoch are known.
 *
 * <p>Class 0 has 1 of 10 validation samples, class 1 has 2, class 2 has 7, class 3 none.
 */
final class Script implements UpdateRule {

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

  /** A run with a validation part. */
  Script(Workspace workspace, int... classes) {
    this(workspace, split(workspace, VALIDATION), classes);
  }

  private Script(Workspace workspace, Split validation, int... classes) {
    this.workspace = workspace;
    this.classes = classes;
    NetSpec spec = new NetSpec(1, List.of(), 4, Activation.RELU, LossFunction.SOFTMAX, 1, 0);
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
    return new Solver(net, this, data, none, config, workspace).train(listener);
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
  public void update(Param param, double learningRate) {
    if (param.name().equals("b1")) {
      int epoch = rates.size() / STEPS; // from 0
      rates.add(learningRate);
      param.value().fill(0f);
      param.value().set(0, classes[epoch], 1 + epoch);
      if (rates.size() == poisonedStep) {
        param.value().set(0, classes[epoch], poison);
      }
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
