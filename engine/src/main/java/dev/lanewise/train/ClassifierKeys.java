package dev.lanewise.train;

import dev.lanewise.data.ClassMatch;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.memory.Normalization;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a classifier has besides its parameters, in the metadata of a model file or of a checkpoint.
 */
final class ClassifierKeys {

  static final String FORMAT = Safetensors.OWN_PREFIX + "format";
  private static final String NORMALIZATION = Safetensors.OWN_PREFIX + "normalization";
  private static final String LARGEST_INPUT = Safetensors.OWN_PREFIX + "largest_input";
  private static final String CLASS_NAMES = Safetensors.OWN_PREFIX + "class_names";
  private static final String CONFIGURATION = Safetensors.OWN_PREFIX + "config.";

  private ClassifierKeys() {}

  /** Adds the keys. Modified: metadata. */
  static void put(
      Map<String, String> metadata,
      Normalization.Kind normalization,
      InputScale scale,
      List<String> classNames,
      Optional<ImageShape> shape) {
    metadata.put(NORMALIZATION, name(normalization));
    metadata.put(LARGEST_INPUT, Double.toString(scale.largest()));
    metadata.put(CLASS_NAMES, String.join("\n", classNames));
    shape.ifPresent(it -> ShapeKeys.put(metadata, it));
  }

  /** Adds keys and values of the writer. Modified: metadata. */
  static void putConfiguration(Map<String, String> metadata, Map<String, String> configuration) {
    configuration.forEach((key, value) -> metadata.put(CONFIGURATION + key, value));
  }

  /** The keys and values of the writer. */
  static Map<String, String> configuration(Map<String, String> metadata) {
    Map<String, String> configuration = new LinkedHashMap<>();
    metadata.forEach((key, value) -> {
      if (key.startsWith(CONFIGURATION)) {
        configuration.put(key.substring(CONFIGURATION.length()), value);
      }
    });
    return configuration;
  }

  /** How mean and inverse came about. */
  static Normalization.Kind normalization(Path file, Map<String, String> metadata)
      throws MalformedFileException {
    return constant(file, metadata, NORMALIZATION, Normalization.Kind.STANDARDIZE);
  }

  /** How large raw inputs were; estimated where no key tells it. */
  static InputScale inputScale(Path file, Map<String, String> metadata, Normalization normalization)
      throws MalformedFileException {
    return metadata.containsKey(LARGEST_INPUT)
        ? new InputScale(number(file, metadata, LARGEST_INPUT))
        : InputScale.of(normalization);
  }

  /** The names of the classes; their numbers where no key tells them. */
  static List<String> classNames(Path file, Map<String, String> metadata, int classes)
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

  /** The constant of an enum whose lowercase name the metadata gives; {@code absent} without it. */
  static <E extends Enum<E>> E constant(
      Path file, Map<String, String> metadata, String key, E absent) throws MalformedFileException {
    return metadata.containsKey(key)
        ? choice(
            file,
            metadata,
            key,
            List.of(absent.getDeclaringClass().getEnumConstants()),
            ClassifierKeys::name)
        : absent;
  }

  /** The value with the name that the metadata has; the first if they have none. */
  static <T> T choice(
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

  /** A finite number, 0 or more; 0 where there is no key. */
  static double number(Path file, Map<String, String> metadata, String key)
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

  /** The name of a constant in files. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
