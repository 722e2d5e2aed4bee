package dev.lanewise.train;

import dev.lanewise.data.ImageShape;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The shape of a model's inputs in a model file's metadata: three keys, or none of them. */
final class ShapeKeys {

  private static final String HEIGHT = Safetensors.OWN_PREFIX + "height";
  private static final String WIDTH = Safetensors.OWN_PREFIX + "width";
  private static final String CHANNELS = Safetensors.OWN_PREFIX + "channels";

  private ShapeKeys() {}

  /** Adds the three keys. Modified: metadata. */
  static void put(Map<String, String> metadata, ImageShape shape) {
    metadata.put(HEIGHT, Integer.toString(shape.height()));
    metadata.put(WIDTH, Integer.toString(shape.width()));
    metadata.put(CHANNELS, Integer.toString(shape.channels()));
  }

  /**
   * The shape that the metadata tell; empty without the keys.
   *
   * @throws MalformedFileException if a key lacks, is no count, or the shape has not {@code inputs}
   *     values
   */
  static Optional<ImageShape> read(Path file, Map<String, String> metadata, int inputs)
      throws MalformedFileException {
    if (Stream.of(HEIGHT, WIDTH, CHANNELS).noneMatch(metadata::containsKey)) {
      return Optional.empty();
    }
    long height = count(file, metadata, HEIGHT);
    long width = count(file, metadata, WIDTH);
    long channels = count(file, metadata, CHANNELS);
    if (inputs % channels != 0 || height * width != inputs / channels) {
      throw new MalformedFileException(
          file,
          HEIGHT,
          "height %d, width %d and channels %d".formatted(height, width, channels),
          inputs + " values in all, as W1 has rows");
    }
    return Optional.of(new ImageShape((int) height, (int) width, (int) channels));
  }

  private static long count(Path file, Map<String, String> metadata, String key)
      throws MalformedFileException {
    String text = metadata.getOrDefault(key, "");
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new MalformedFileException(
          file, key, "the value is \"" + text + "\"", "a whole number, 1 or more");
    }
    return Long.parseLong(text);
  }
}
