package dev.lanewise.bench;

import dev.lanewise.activation.Relu;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.PlainStep;
import dev.lanewise.train.TrainingSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What training steps are measured on, the same for every library: images of random bytes, batches
 * of rows chosen at random, weights to start from, L2. Data of 61 MB for each net, so that rows
 * come from memory as they do in training.
 */
public final class TrainingSet {

  /** Step of gradient descent. */
  public static final double LEARNING_RATE = 1e-4;

  /** L2 strength: a gradient of reg · W on weights, none on biases. */
  public static final double REG = 0.25;

  /** Different batches. */
  public static final int BATCHES = 20;

  /** The first steps whose losses are checked. */
  public static final int CHECKED = 3;

  private static final int VALUES = 20_000 * Shapes.INPUTS; // of all samples
  private static final int SEED = 21;
  private static final double WEIGHT_SCALE = 1e-2;
  private static final double TOLERANCE = 1e-3;

  private final int batch;
  private final NetSpec spec;
  private final Optimizer optimizer;
  private final Workspace workspace;
  private final Pixels pixels;
  private final int[] classes;
  private final int[] order;
  private final Normalization normalization;
  private final List<Batch> rows = new ArrayList<>();
  private final List<Labels> labels = new ArrayList<>();
  private final double[] losses = new double[CHECKED];

  /** A set for a shape of the group of whole steps. */
  public TrainingSet(ProductShape shape, Workspace workspace) {
    Shapes.TrainingNet net = Shapes.trainingNet(shape.name());
    this.batch = net.batch();
    this.spec = spec(net);
    this.optimizer = net.optimizer();
    this.workspace = workspace;
    int samples = VALUES / net.inputs();
    this.pixels = RandomMatrices.pixels(workspace, samples, net.inputs());
    this.normalization = Normalization.unit(workspace, net.inputs());
    SplittableRandom random = new SplittableRandom(SEED);
    this.classes = random.ints(samples, 0, net.classes()).toArray();
    this.order = random.ints((long) BATCHES * batch, 0, samples).toArray();
    for (int i = 0; i < BATCHES; i++) {
      rows.add(Batch.indexed(pixels, normalization, order, i * batch, (i + 1) * batch));
      int[] ofBatch = new int[batch];
      for (int r = 0; r < batch; r++) {
        ofBatch[r] = classes[order[i * batch + r]];
      }
      labels.add(workspace.labels(ofBatch));
    }
    computeLosses();
  }

  /**
   * Deeper nets start with weights by He: with small ones their scores, and so the checked losses,
   * would hardly depend on the first layers.
   */
  private static NetSpec spec(Shapes.TrainingNet net) {
    Init init = net.hidden().size() == 1 ? Init.GAUSSIAN : Init.HE;
    return new NetSpec(
            net.inputs(),
            net.hidden(),
            net.classes(),
            new Relu(),
            new SoftmaxCrossEntropy(),
            WEIGHT_SCALE,
            REG)
        .withInit(init);
  }

  /** By the readable form of the step, whose bits the tests compare with the scalar kernels. */
  private void computeLosses() {
    try (Parallel parallel = new Parallel(1);
        Workspace own = new Workspace()) {
      Kernels kernels = Backends.auto(parallel);
      List<TrainableNet> nets = List.of(TrainableNet.of(net(own), optimizer, 0, own));
      TrainingStep plain = new PlainStep(nets, kernels, batch, own);
      plain.load();
      double[] loss = new double[1];
      for (int i = 0; i < CHECKED; i++) {
        plain.train(loss, rows(i), labels(i), new double[] {LEARNING_RATE}, i + 1);
        losses[i] = loss[0];
      }
    }
  }

  /** The net's parameters before its first step. */
  public Parameters net(Workspace workspace) {
    Parameters net = Parameters.zeros(spec, workspace);
    net.initialize(1, 1);
    return net;
  }

  /** Our training step, loaded. */
  public TrainingStep step(Kernels kernels) {
    List<TrainableNet> nets = List.of(TrainableNet.of(net(workspace), optimizer, 0, workspace));
    TrainingStep step = TrainingSteps.of(nets, kernels, batch, batch, workspace);
    step.load();
    return step;
  }

  /** Whether the loss of step {@code i}, L2 included, is right to a thousandth. */
  public boolean isRight(int i, double loss) {
    return Math.abs(loss - losses[i]) <= TOLERANCE * Math.abs(losses[i]);
  }

  /** The loss of step {@code i}, L2 included, one of the first {@link #CHECKED}. */
  public double loss(int i) {
    return losses[i];
  }

  /** Rows of a batch, bytes times 1/255. */
  public Batch rows(int i) {
    return rows.get(i);
  }

  /** Labels of a batch. */
  public Labels labels(int i) {
    return labels.get(i);
  }

  /** Samples of a batch, N. */
  public int batch() {
    return batch;
  }

  /** The net's form. */
  public NetSpec spec() {
    return spec;
  }

  /** By what the net is trained. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** All images. */
  public Pixels pixels() {
    return pixels;
  }

  /** The class of each image. */
  public int[] classes() {
    return classes.clone();
  }

  /** Images of batch {@code i}. */
  public int[] order(int i) {
    return Arrays.copyOfRange(order, i * batch, (i + 1) * batch);
  }
}
