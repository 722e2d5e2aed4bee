package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.data.ClassMatch;
import dev.lanewise.data.InputScale;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.kernels.Kernels;
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
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
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

  private static final String FORMAT = Safetensors.OWN_PREFIX + "format";
  private static final String FORMAT_VERSION = "1";
  private static final String ACTIVATION = Safetensors.OWN_PREFIX + "activation";
  private static final String LOSS = Safetensors.OWN_PREFIX + "loss";
  private static final String INIT = Safetensors.OWN_PREFIX + "init";
  private static final String WEIGHT_SCALE = Safetensors.OWN_PREFIX + "weight_scale";
  private static final String REG = Safetensors.OWN_PREFIX + "reg";
  private static final String NORMALIZATION = Safetensors.OWN_PREFIX + "normalization";
  private static final String LARGEST_INPUT = Safetensors.OWN_PREFIX + "largest_input";
  private static final String CLASS_NAMES = Safetensors.OWN_PREFIX + "class_names";
  private static final String CONFIGURATION = Safetensors.OWN_PREFIX + "config.";

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
    metadata.put(FORMAT, FORMAT_VERSION);
    metadata.put(ACTIVATION, spec.activation().name());
    metadata.put(LOSS, spec.loss().name());
    metadata.put(INIT, name(spec.init()));
    metadata.put(WEIGHT_SCALE, Double.toString(spec.weightScale()));
    metadata.put(REG, Double.toString(spec.reg()));
    metadata.put(NORMALIZATION, name(classifier.normalization().kind()));
    metadata.put(LARGEST_INPUT, Double.toString(classifier.inputScale().largest()));
    metadata.put(CLASS_NAMES, String.join("\n", classifier.classNames()));
    classifier.shape().ifPresent(shape -> ShapeKeys.put(metadata, shape));
    configuration.forEach((key, value) -> metadata.put(CONFIGURATION + key, value));
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
    String format = metadata.getOrDefault(FORMAT, FORMAT_VERSION);
    if (!format.equals(FORMAT_VERSION)) {
      throw new MalformedFileException(
          file, FORMAT, "the format is version " + format, "version " + FORMAT_VERSION);
    }
    ModelTensors model = ModelTensors.of(file, tensors, isForeign(tensors));
    List<Matrix> parameters = model.parameters();
    Activation activation =
        choice(
            file,
            metadata,
            ACTIVATION,
            Stream.concat(Activation.all().stream(), activations.stream()).toList(),
            Activation::name);
    Loss loss =
        choice(
            file,
            metadata,
            LOSS,
            Stream.concat(Loss.all().stream(), losses.stream()).toList(),
            Loss::name);
    NetSpec spec = spec(file, metadata, parameters, activation, loss);
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
            classNames(file, metadata, spec.classes()),
            inputScale(file, metadata, normalization),
            ShapeKeys.read(file, metadata, spec.inputs()),
            workspace);
    return new Loaded(classifier, configuration(metadata), warning(file, tensors));
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
        constant(file, metadata, INIT, Init.GAUSSIAN),
        number(file, metadata, WEIGHT_SCALE),
        number(file, metadata, REG));
  }

  private static Normalization normalization(
      Path file, TensorFile tensors, ModelTensors model, int inputs, Workspace workspace)
      throws MalformedFileException {
    if (model.normalization().isEmpty()) {
      return Normalization.none(workspace, inputs);
    }
    Normalization.Kind kind =
        constant(file, tensors.metadata(), NORMALIZATION, Normalization.Kind.STANDARDIZE);
    return new Normalization(kind, model.normalization().get(0), model.normalization().get(1));
  }

  private static boolean isForeign(TensorFile tensors) {
    return !tensors.metadata().containsKey(FORMAT);
  }

  private static InputScale inputScale(
      Path file, Map<String, String> metadata, Normalization normalization)
      throws MalformedFileException {
    return metadata.containsKey(LARGEST_INPUT)
        ? new InputScale(number(file, metadata, LARGEST_INPUT))
        : InputScale.of(normalization);
  }

  private static List<String> classNames(Path file, Map<String, String> metadata, int classes)
      throws MalformedFileException {
    if (!metadata.containsKey(CLASS_NAMES)) {
      return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
    List<String> names = List.of(metadata.get(CLASS_NAMES).split("\n", -1));
    if (names.size() != classes) {
      throw new MalformedFileException(
          file, CLASS_NAMES, "holds " + names.size() + " names", classes + ", one for each class");
    }
    try {
      ClassMatch.requireDistinct(names);
    } catch (IllegalArgumentException e) {
      MalformedFileException malformed =
          new MalformedFileException(
              file,
              CLASS_NAMES,
              String.valueOf(e.getMessage()),
              "a name of its own for each class");
      malformed.initCause(e);
      throw malformed;
    }
    return names;
  }

  private static Map<String, String> configuration(Map<String, String> metadata) {
    Map<String, String> configuration = new LinkedHashMap<>();
    metadata.forEach((key, value) -> {
      if (key.startsWith(CONFIGURATION)) {
        configuration.put(key.substring(CONFIGURATION.length()), value);
      }
    });
    return configuration;
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

  /** The constant of an enum whose lowercase name the metadata gives; {@code absent} without it. */
  private static <E extends Enum<E>> E constant(
      Path file, Map<String, String> metadata, String key, E absent) throws MalformedFileException {
    return metadata.containsKey(key)
        ? choice(
            file,
            metadata,
            key,
            List.of(absent.getDeclaringClass().getEnumConstants()),
            ModelFile::name)
        : absent;
  }

  /** The value with the name that the metadata has; the first if they have none. */
  private static <T> T choice(
      Path file,
      Map<String, String> metadata,
      String key,
      List<T> values,
      Function<T, String> nameOf)
      throws MalformedFileException {
    String name = metadata.getOrDefault(key, nameOf.apply(values.getFirst()));
    for (T value : values) {
      if (nameOf.apply(value).equals(name)) {
        return value;
      }
    }
    throw new MalformedFileException(
        file,
        key,
        "unknown value \"" + name + "\"",
        "one of " + values.stream().map(nameOf).toList());
  }

  private static double number(Path file, Map<String, String> metadata, String key)
      throws MalformedFileException {
    String text = metadata.getOrDefault(key, "0.0");
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers that parse and are out of range
    }
    throw new MalformedFileException(
        file, key, "the value is \"" + text + "\"", "a finite number, 0 or more");
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
