package dev.lanewise.train;

import dev.lanewise.data.ClassMatch;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.InputSize;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * A net together with the normalization of its inputs and the names of its classes: all that is
 * needed to predict. What {@link #fit} trains and a model file holds. Not for concurrent use.
 */
public final class Classifier {

  /** Rows of a batch when nothing is trained: large enough for products to run at full speed. */
  static final int EVALUATION_BATCH = 500;

  private final FullyConnectedNet net;
  private final Normalization normalization;
  private final List<String> classNames;
  private final InputScale inputScale;
  private final Optional<ImageShape> shape;
  private final Evaluation evaluation;
  private final Workspace workspace;

  /**
   * A net as it is, trained on inputs of the scale that the normalization tells, which form no
   * known image.
   *
   * @throws IllegalArgumentException as the other constructor
   */
  public Classifier(
      FullyConnectedNet net,
      Normalization normalization,
      List<String> classNames,
      Workspace workspace) {
    this(net, normalization, classNames, InputScale.of(normalization), Optional.empty(), workspace);
  }

  /**
   * A net as it is.
   *
   * @param inputScale of the raw inputs that it was trained on
   * @param shape how the inputs form an image; empty where they are none or it is not known
   * @throws IllegalArgumentException if inputs or classes of the parts differ, a class name has a
   *     line break, or two classes have the same name
   */
  public Classifier(
      FullyConnectedNet net,
      Normalization normalization,
      List<String> classNames,
      InputScale inputScale,
      Optional<ImageShape> shape,
      Workspace workspace) {
    ClassMatch.requireDistinct(classNames);
    if (net.spec().inputs() != normalization.inputs()
        || net.spec().classes() != classNames.size()) {
      throw new IllegalArgumentException(
          "a net of %d inputs and %d classes, a normalization of %d inputs, %d class names"
              .formatted(
                  net.spec().inputs(),
                  net.spec().classes(),
                  normalization.inputs(),
                  classNames.size()));
    }
    if (shape.isPresent() && shape.get().inputs() != net.spec().inputs()) {
      throw new IllegalArgumentException(
          "a net of %d inputs, images of %s".formatted(net.spec().inputs(), shape.get()));
    }
    this.net = net;
    this.normalization = normalization;
    this.classNames = List.copyOf(classNames);
    this.inputScale = inputScale;
    this.shape = shape;
    this.evaluation = new Evaluation(net, normalization, workspace);
    this.workspace = workspace;
  }

  /**
   * An untrained classifier for a data set: normalization fitted to its training split, weights
   * drawn from the configuration's seed (and fitted to that split too, see {@link
   * dev.lanewise.model.Init#AUTO}), class weights as numbers for its labels.
   *
   * @throws IllegalArgumentException if inputs or classes of net and data differ, or there are not
   *     as many class weights as classes
   * @throws dev.lanewise.memory.MemoryBudgetException if the net does not fit the workspace's
   *     budget
   */
  public static Classifier untrained(
      DataSet data,
      NetSpec spec,
      Normalization.Kind kind,
      TrainingConfig config,
      Kernels kernels,
      Workspace workspace) {
    int largestBatch = Math.max(config.batchSize(), EVALUATION_BATCH);
    workspace.requireLeft(bytesNeeded(spec, largestBatch));
    NetSpec weighted = spec.weightedFor(data.train().labels());
    FullyConnectedNet net = new FullyConnectedNet(weighted, kernels, workspace, largestBatch);
    Samples train = data.train().samples();
    Normalization normalization = NormalizationFit.of(kind, train, workspace);
    net.initialize(config.seed(), spec.fitsInputs() ? InputSize.of(train, normalization) : 1);
    return new Classifier(
        net, normalization, data.classNames(), InputScale.of(train), data.shape(), workspace);
  }

  /**
   * A classifier for training that begins with the parameters of this one.
   *
   * @param spec of a net of the same form
   * @param other what is done to raw inputs, and how large they are
   * @param batchSize samples of a step
   * @param ofCopy gives the new net its memory
   * @throws IllegalArgumentException if the form of the net or the number of inputs differs
   * @throws dev.lanewise.memory.MemoryBudgetException if the net does not fit the workspace's
   *     budget
   */
  public Classifier toTrain(
      NetSpec spec, Normalization other, InputScale scale, int batchSize, Workspace ofCopy) {
    int largestBatch = Math.max(batchSize, EVALUATION_BATCH);
    ofCopy.requireLeft(bytesNeeded(spec, largestBatch));
    FullyConnectedNet copy = new FullyConnectedNet(spec, net.kernels(), ofCopy, largestBatch);
    copy.parameters().copyFrom(new Parameters(spec, net.parameters().values()));
    return new Classifier(copy, other, classNames, scale, shape, ofCopy);
  }

  /**
   * About how many bytes training takes: the net, its best parameters and those the fused step
   * works on. Saturates at the largest long.
   */
  private static long bytesNeeded(NetSpec spec, int largestBatch) {
    double copies = 2.0 * Float.BYTES * spec.parameters();
    return (long) (copies + FullyConnectedNet.bytesNeeded(spec, largestBatch));
  }

  /**
   * Trains as the configuration says; afterwards the net has the best epoch's parameters. Classes
   * are matched by name, see {@link #match}.
   *
   * @throws IllegalArgumentException if the batch is larger than the training split or than the
   *     net's largest batch, or the data has a class that is none of the net's
   */
  public TrainingResult fit(DataSet data, TrainingConfig config, TrainingListener listener) {
    return fit(data, config, listener, Optional.empty());
  }

  /**
   * The same for a run that may have begun before: then it ends as if it had never stopped.
   *
   * @param progress how far it was, of the same net, data and configuration; empty for a new run
   * @throws IllegalArgumentException as the other method, or as {@link Solver#resume}
   */
  public TrainingResult fit(
      DataSet data,
      TrainingConfig config,
      TrainingListener listener,
      Optional<TrainingProgress> progress) {
    if (config.batchSize() > net.largestBatch()) {
      throw new IllegalArgumentException(
          "batches of %d samples in a net made for %d"
              .formatted(config.batchSize(), net.largestBatch()));
    }
    try (Workspace ofTraining = new Workspace(workspace.leftBytes())) {
      DataSet matched = match(data).apply(data, ofTraining);
      Solver solver = new Solver(net, matched, normalization, config, ofTraining);
      progress.ifPresent(solver::resume);
      return solver.train(listener);
    }
  }

  /** The net. */
  public FullyConnectedNet net() {
    return net;
  }

  /** What is done to raw inputs. */
  public Normalization normalization() {
    return normalization;
  }

  /** The name of each class, class 0 first. */
  public List<String> classNames() {
    return classNames;
  }

  /** How large the raw inputs were that it was trained on. */
  public InputScale inputScale() {
    return inputScale;
  }

  /** How the inputs form an image; empty where they are none or it is not known. */
  public Optional<ImageShape> shape() {
    return shape;
  }

  /**
   * Which of its classes each class of a data set is. A split of other class names or of another
   * order gives wrong numbers; {@link ClassMatch#apply} gives the data with the classes of here.
   *
   * @throws IllegalArgumentException with both lists of names if the data has a class that is none
   *     of this classifier's
   */
  public ClassMatch match(DataSet data) {
    return ClassMatch.of(classNames, data);
  }

  /**
   * Accuracy and loss of a split, whose labels count the classes as this classifier does.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public Metrics metrics(Split split) {
    return evaluation.metrics(split);
  }

  /**
   * The class of each sample and its probability, in order.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public void predict(Samples samples, Evaluation.Sink sink) {
    evaluation.predict(samples, sink);
  }

  /**
   * The class of each sample and its probabilities of all classes, in order.
   *
   * @throws ArithmeticException if a score is NaN
   */
  public void predictAll(Samples samples, Evaluation.ProbabilitiesSink sink) {
    evaluation.predictAll(samples, sink);
  }

  /**
   * The class of each row.
   *
   * @param x (N, D) raw inputs
   * @return (N,) class ids
   * @throws ArithmeticException if a score is NaN
   */
  public int[] classes(float[][] x) {
    int[] classes = new int[x.length];
    try (Workspace inputs = new Workspace()) {
      predict(inputs.matrix(x), (i, predicted, probability) -> classes[i] = predicted);
    }
    return classes;
  }

  /**
   * Softmax of the scores of each row.
   *
   * @param x (N, D) raw inputs
   * @return (N, C) probabilities
   * @throws ArithmeticException if a score is NaN
   */
  public float[][] probabilities(float[][] x) {
    float[][] result = new float[x.length][];
    try (Workspace inputs = new Workspace()) {
      Matrix samples = inputs.matrix(x);
      for (int from = 0; from < x.length; from += net.largestBatch()) {
        int to = Math.min(from + net.largestBatch(), x.length);
        Matrix p = evaluation.probabilities(Batch.range(samples, normalization, from, to));
        for (int i = from; i < to; i++) {
          result[i] = p.slice(i - from, i - from + 1).toArray();
        }
      }
    }
    return result;
  }
}
