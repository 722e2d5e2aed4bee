package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Param;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A {@link Classifier} in a safetensors file: tensors W1 (D, H), b1 (H), …, normalization.mean and
 * normalization.inverse (D), and in the metadata the rest, under keys that begin with {@code
 * lanewise.}. docs/model-file lists them.
 *
 * <p>A file of another program needs the tensors W1, b1, … only; what its metadata lacks is taken
 * from the defaults, with a warning.
 */
public final class ModelFile {

  private static final String FORMAT_VERSION = "1";
  private static final String ACTIVATION = Safetensors.OWN_PREFIX + "activation";
  private static final String LOSS = Safetensors.OWN_PREFIX + "loss";
  private static final String LABEL_SMOOTHING = Safetensors.OWN_PREFIX + "label_smoothing";
  private static final String CLASS_WEIGHTS = Safetensors.OWN_PREFIX + "class_weights";
  private static final String INIT = Safetensors.OWN_PREFIX + "init";
  private static final String WEIGHT_SCALE = Safetensors.OWN_PREFIX + "weight_scale";
  private static final String REG = Safetensors.OWN_PREFIX + "reg";

  private ModelFile() {}

  /**
   * What a file holds.
   *
   * @param classifier ready to predict
   * @param configuration how it was trained, as given to {@link #write}
   * @param warning one line, or empty: what the file of another program lacked
   */
  public record Loaded(Classifier classifier, Map<String, String> configuration, String warning) {}

  /**
   * Writes a model atomically and durably.
   *
   * @param configuration how it was trained: any keys and values, kept as they are
   * @throws IOException if the file cannot be written; an old one is left as it was
   */
  public static void write(Path file, Classifier classifier, Map<String, String> configuration)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Param param : classifier.net().params()) {
      Matrix value = param.value();
      tensors.put(param.name(), param.regularized() ? Tensor.matrix(value) : Tensor.vector(value));
    }
    tensors.put(ModelTensors.MEAN, Tensor.vector(classifier.normalization().mean()));
    tensors.put(ModelTensors.INVERSE, Tensor.vector(classifier.normalization().inverse()));
    Safetensors.write(file, metadata(classifier, configuration), tensors);
  }

  /** A formula of a caller with a name of the engine's would be read as the engine's. */
  private static void requireOwnNames(
      List<? extends Activation> activations, List<? extends Loss> losses) {
    Stream<String> ofActivations =
        activations.stream()
            .filter(
                it -> it instanceof Activation.Custom && Activation.named(it.name()).isPresent())
            .map(Activation::name);
    Stream<String> ofLosses =
        losses.stream()
            .filter(it -> it instanceof Loss.Custom && Loss.named(it.name()).isPresent())
            .map(Loss::name);
    Stream.concat(ofActivations, ofLosses)
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              "a formula of your own is called %s, which the engine has".formatted(name));
        });
  }

  private static Map<String, String> metadata(
      Classifier classifier, Map<String, String> configuration) {
    NetSpec spec = classifier.net().spec();
    requireOwnNames(List.of(spec.activation()), List.of(spec.loss()));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ClassifierKeys.FORMAT, FORMAT_VERSION);
    metadata.put(ACTIVATION, spec.activation().name());
    metadata.put(LOSS, spec.loss().name());
    spec.loss()
        .parameter(NetSettings.LABEL_SMOOTHING.key())
        .ifPresent(smoothing -> metadata.put(LABEL_SMOOTHING, Double.toString(smoothing)));
    metadata.put(CLASS_WEIGHTS, spec.classWeights().toString());
    metadata.put(INIT, ClassifierKeys.name(spec.init()));
    metadata.put(WEIGHT_SCALE, Double.toString(spec.weightScale()));
    metadata.put(REG, Double.toString(spec.reg()));
    ClassifierKeys.put(
        metadata,
        classifier.normalization().kind(),
        classifier.inputScale(),
        classifier.classNames(),
        classifier.shape());
    ClassifierKeys.putConfiguration(metadata, configuration);
    return metadata;
  }

  /**
   * Reads a model and checks all of it.
   *
   * @throws MalformedFileException if the file is damaged, not of the format, or not a model
   * @throws IOException if it cannot be read
   */
  public static Loaded read(Path file, Kernels kernels, Workspace workspace) throws IOException {
    return read(file, kernels, workspace, List.of(), List.of());
  }

  /**
   * Reads a model that may have an activation or a loss of the caller's.
   *
   * @param activations known by name beside those of {@link Activation#all}
   * @param losses known by name beside those of {@link Loss#all}
   * @throws MalformedFileException if the file is damaged, not of the format, or not a model
   * @throws IOException if it cannot be read
   */
  public static Loaded read(
      Path file,
      Kernels kernels,
      Workspace workspace,
      List<Activation.Custom> activations,
      List<Loss.Custom> losses)
      throws IOException {
    requireOwnNames(activations, losses);
    TensorFile tensors = Safetensors.read(file, workspace);
    Map<String, String> metadata = tensors.metadata();
    String format = metadata.getOrDefault(ClassifierKeys.FORMAT, FORMAT_VERSION);
    if (!format.equals(FORMAT_VERSION)) {
      throw new MalformedFileException(
          file,
          ClassifierKeys.FORMAT,
          "the format is version " + format,
          "version " + FORMAT_VERSION);
    }
    ModelTensors model = ModelTensors.of(file, tensors, isForeign(tensors));
    List<Matrix> parameters = model.parameters();
    Activation activation =
        ClassifierKeys.choice(
            file,
            metadata,
            ACTIVATION,
            Stream.concat(Activation.all().stream(), activations.stream()).toList(),
            Activation::name);
    Loss loss =
        ClassifierKeys.choice(
            file,
            metadata,
            LOSS,
            Stream.concat(Loss.all().stream(), losses.stream()).toList(),
            Loss::name);
    NetSpec spec = spec(file, metadata, parameters, activation, smoothed(file, metadata, loss));
    FullyConnectedNet net =
        new FullyConnectedNet(spec, kernels, workspace, Classifier.EVALUATION_BATCH);
    for (int i = 0; i < parameters.size(); i++) {
      net.params().get(i).value().copyFrom(parameters.get(i));
    }
    Normalization normalization = normalization(file, tensors, model, spec.inputs(), workspace);
    Classifier classifier =
        new Classifier(
            net,
            normalization,
            ClassifierKeys.classNames(file, metadata, spec.classes()),
            ClassifierKeys.inputScale(file, metadata, normalization),
            ShapeKeys.read(file, metadata, spec.inputs()),
            workspace);
    return new Loaded(classifier, ClassifierKeys.configuration(metadata), warning(file, tensors));
  }

  private static NetSpec spec(
      Path file,
      Map<String, String> metadata,
      List<Matrix> parameters,
      Activation activation,
      Loss loss)
      throws MalformedFileException {
    List<Integer> hidden = new ArrayList<>();
    for (int i = 1; i < parameters.size() - 1; i += 2) {
      hidden.add(parameters.get(i).columns());
    }
    return new NetSpec(
            parameters.getFirst().rows(),
            hidden,
            parameters.getLast().columns(),
            activation,
            loss,
            ClassifierKeys.constant(file, metadata, INIT, Init.GAUSSIAN),
            ClassifierKeys.number(file, metadata, WEIGHT_SCALE),
            ClassifierKeys.number(file, metadata, REG))
        .withClassWeights(classWeights(file, metadata, parameters.getLast().columns()));
  }

  /** The loss with the label smoothing that it was trained with. */
  private static Loss smoothed(Path file, Map<String, String> metadata, Loss loss)
      throws MalformedFileException {
    try {
      double smoothing = ClassifierKeys.number(file, metadata, LABEL_SMOOTHING);
      return loss.with(NetSettings.LABEL_SMOOTHING.key(), smoothing);
    } catch (IllegalArgumentException e) {
      throw malformed(file, LABEL_SMOOTHING, e, "a number from 0 to below 1");
    }
  }

  /** The class weights that it was trained with; none in older files. */
  private static ClassWeights classWeights(Path file, Map<String, String> metadata, int classes)
      throws MalformedFileException {
    try {
      ClassWeights none = ClassWeights.NONE;
      ClassWeights weights =
          ClassWeights.parse(metadata.getOrDefault(CLASS_WEIGHTS, none.toString()));
      weights.requireResolved(classes);
      return weights;
    } catch (IllegalArgumentException e) {
      throw malformed(file, CLASS_WEIGHTS, e, "none, or a number for each class");
    }
  }

  private static MalformedFileException malformed(
      Path file, String key, IllegalArgumentException cause, String expected) {
    MalformedFileException malformed =
        new MalformedFileException(file, key, String.valueOf(cause.getMessage()), expected);
    malformed.initCause(cause);
    return malformed;
  }

  private static Normalization normalization(
      Path file, TensorFile tensors, ModelTensors model, int inputs, Workspace workspace)
      throws MalformedFileException {
    if (model.normalization().isEmpty()) {
      return Normalization.none(workspace, inputs);
    }
    Normalization.Kind kind = ClassifierKeys.normalization(file, tensors.metadata());
    return new Normalization(kind, model.normalization().get(0), model.normalization().get(1));
  }

  private static boolean isForeign(TensorFile tensors) {
    return !tensors.metadata().containsKey(ClassifierKeys.FORMAT);
  }

  private static String warning(Path file, TensorFile tensors) {
    if (tensors.checksummed() && !isForeign(tensors)) {
      return "";
    }
    return file
        + ": a file of another program, without "
        + (tensors.checksummed() ? "" : "checksum or ")
        + "settings; taken as it is, for a net with ReLU and softmax"
        + (tensors.tensors().containsKey(ModelTensors.MEAN) ? "" : " on raw inputs");
  }
}
