package dev.lanewise.train;

import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training run between two epochs, in a safetensors file or on its way there. It continues with
 * the bits of a run that never stopped:
 *
 * <pre>{@code
 * TrainingCheckpoint saved = TrainingCheckpoint.read(file, bytes);
 * Classifier classifier = saved.classifier(kernels, workspace);
 * classifier.fit(data, saved.plan().config(), listener, Optional.of(saved.progress()));
 * }</pre>
 *
 * <p>docs/model-file lists what is in the file. A {@link CheckpointWriter} writes it as a run
 * trains. Matrices of a checkpoint that was read have memory of their own, freed with the last
 * reference; those of one that is to be written are the run's. Not for concurrent use.
 *
 * @param plan the net and how it is trained, settled
 * @param normalization of the inputs
 * @param classNames the name of each class, class 0 first
 * @param inputScale how large raw inputs were
 * @param shape how the inputs form an image; empty where they are none or it is not known
 * @param progress how far the run is
 * @param configuration where the run comes from: keys and values of the writer
 */
public record TrainingCheckpoint(
    TrainingPlan plan,
    Normalization normalization,
    List<String> classNames,
    InputScale inputScale,
    Optional<ImageShape> shape,
    TrainingProgress progress,
    Map<String, String> configuration) {

  static final String FORMAT_VERSION = "training checkpoint 1";

  /**
   * A run that trains a classifier.
   *
   * @param configuration where the run comes from: any keys and values, kept as they are
   */
  public static TrainingCheckpoint of(
      Classifier classifier,
      TrainingConfig config,
      TrainingProgress progress,
      Map<String, String> configuration) {
    return new TrainingCheckpoint(
        new TrainingPlan(classifier.net().spec(), config).settled(),
        classifier.normalization(),
        classifier.classNames(),
        classifier.inputScale(),
        classifier.shape(),
        progress,
        configuration);
  }

  /**
   * Writes it atomically and durably.
   *
   * @throws IllegalArgumentException if a formula of an embedder has a name of the engine's
   * @throws IOException if the file cannot be written; an old one is left as it was
   */
  public void write(Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ClassifierKeys.FORMAT, FORMAT_VERSION);
    PlanKeys.put(metadata, plan);
    EpochLines.put(metadata, progress.epochs());
    ClassifierKeys.put(metadata, normalization.kind(), inputScale, classNames, shape);
    ClassifierKeys.putConfiguration(metadata, configuration);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(ModelTensors.MEAN, Tensor.matrix(normalization.mean()));
    tensors.put(ModelTensors.INVERSE, Tensor.matrix(normalization.inverse()));
    StateTensors.put(tensors, "", progress.state());
    Safetensors.write(file, metadata, tensors);
  }

  /**
   * Reads a checkpoint and checks all of it.
   *
   * @param budget bytes off the heap that the file's tensors may take
   * @throws MalformedFileException if the file is damaged, not a training checkpoint of this
   *     version, or has a value that its run cannot have reached
   * @throws IOException if it cannot be read
   * @throws dev.lanewise.memory.MemoryBudgetException if the tensors exceed the budget
   */
  public static TrainingCheckpoint read(Path file, long budget) throws IOException {
    return read(file, budget, TrainingPlan.standard(1, 1));
  }

  /**
   * Reads a checkpoint whose plan may have formulas of an embedder.
   *
   * @param formulas a plan that has them; its other values do not count
   * @throws MalformedFileException as the other method
   * @throws IOException if it cannot be read
   */
  public static TrainingCheckpoint read(Path file, long budget, TrainingPlan formulas)
      throws IOException {
    try (Workspace workspace = new Workspace(budget)) {
      var tensors = Safetensors.read(file, workspace);
      Map<String, String> metadata = tensors.metadata();
      CheckpointFields fields = new CheckpointFields(file);
      String format = metadata.getOrDefault(ClassifierKeys.FORMAT, "none");
      fields.require(
          format.equals(FORMAT_VERSION),
          ClassifierKeys.FORMAT,
          "the format is " + format,
          FORMAT_VERSION);
      TrainingPlan plan = PlanKeys.read(fields, metadata, formulas);
      List<Epoch> epochs = EpochLines.read(fields, metadata, plan.config());
      StateTensors states = new StateTensors(file, tensors);
      Normalization normalization = normalization(file, metadata, states, plan);
      TrainingProgress progress = progress(plan, epochs, states);
      states.requireNoOthers();
      return new TrainingCheckpoint(
          plan,
          normalization,
          ClassifierKeys.classNames(file, metadata, plan.net().classes()),
          ClassifierKeys.inputScale(file, metadata, normalization),
          ShapeKeys.read(file, metadata, plan.net().inputs()),
          progress,
          ClassifierKeys.configuration(metadata));
    }
  }

  private static Normalization normalization(
      Path file, Map<String, String> metadata, StateTensors states, TrainingPlan plan)
      throws MalformedFileException {
    int inputs = plan.net().inputs();
    List<Matrix> copied =
        TrainingState.copy(
            List.of(
                states.matrix(ModelTensors.MEAN, 1, inputs, true),
                states.matrix(ModelTensors.INVERSE, 1, inputs, true)));
    return new Normalization(
        ClassifierKeys.normalization(file, metadata), copied.get(0), copied.get(1));
  }

  private static TrainingProgress progress(
      TrainingPlan plan, List<Epoch> epochs, StateTensors states) throws MalformedFileException {
    Monitor monitor = plan.config().monitor();
    List<Double> scores = epochs.stream().map(monitor::score).toList();
    int best = Monitor.best(scores);
    TrainingState state =
        states.read("", plan, best, epochs.get(best - 1).validationAccuracy(), scores);
    return new TrainingProgress(state, epochs);
  }

  /** Whether the run has ended: with its last epoch, or early. */
  public boolean isDone() {
    return isDone(plan.config());
  }

  /** Whether the run has ended if it is configured like this. */
  public boolean isDone(TrainingConfig config) {
    List<Double> scores = progress.state().scores();
    return scores.size() >= config.epochs() || config.stopEpoch(scores).isPresent();
  }

  /**
   * A classifier to continue with, its parameters those of the last epoch.
   *
   * @param workspace gives its net the memory
   * @throws dev.lanewise.memory.MemoryBudgetException if it does not fit the workspace's budget
   */
  public Classifier classifier(Kernels kernels, Workspace workspace) {
    int largestBatch = Trainer.evaluatedAtOnce(plan.config());
    FullyConnectedNet net = new FullyConnectedNet(plan.net(), kernels, workspace, largestBatch);
    net.parameters().copyFrom(new Parameters(plan.net(), progress.state().values()));
    return new Classifier(net, normalization, classNames, inputScale, shape, workspace);
  }
}
