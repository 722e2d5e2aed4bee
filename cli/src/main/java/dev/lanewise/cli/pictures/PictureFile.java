package dev.lanewise.cli.pictures;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** One picture file, looked through but not decoded: its size as it is to be seen is known. */
final class PictureFile implements AutoCloseable {

  private static final long MOST_BYTES = 64L << 20;

  private final Path path;
  private final Container container;
  private final Decoder decoder;
  private final int width;
  private final int height;

  private PictureFile(Path path, Kind kind, byte[] bytes) throws IOException {
    this.path = path;
    container = kind.inspect(bytes);
    decoder = new Decoder(kind, bytes);
    boolean swapped = container.orientation().swapsSides();
    width = swapped ? decoder.height() : decoder.width();
    height = swapped ? decoder.width() : decoder.height();
  }

  /**
   * Reads a file and the sizes in its header.
   *
   * @throws CliException if it is no picture, or damaged as far as can be seen without decoding
   * @throws IOException if it cannot be read
   */
  static PictureFile open(Path path) throws IOException {
    byte[] bytes = bytes(path);
    Kind kind =
        Kind.of(bytes)
            .orElseThrow(() ->
                new CliException(
                    ExitCode.BAD_DATA,
                    "%s: not an image%s; expected PNG, JPEG, BMP or GIF"
                        .formatted(path, bytes.length == 0 ? ", the file is empty" : "")));
    try {
      return new PictureFile(path, kind, bytes);
    } catch (IOException | RuntimeException e) {
      throw damaged(path, e);
    }
  }

  private static byte[] bytes(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw new CliException(ExitCode.BAD_DATA, path + ": not a regular file");
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: %d bytes; expected an image of at most %d"
              .formatted(path, Files.size(path), MOST_BYTES));
    }
    return Files.readAllBytes(path);
  }

  private static CliException damaged(Path path, Exception e) {
    return new CliException(
        ExitCode.BAD_DATA,
        "%s: the image is damaged or of a kind that is not read: %s"
            .formatted(path, FileErrors.oneLine(e)),
        e);
  }

  Path path() {
    return path;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Whether there are more pictures than the first, which alone is read. */
  boolean animated() {
    return container.animated();
  }

  /**
   * Decodes the picture as it is to be seen.
   *
   * @throws CliException if it is cut off or damaged
   */
  Picture decode() {
    try {
      return container.orientation().turn(decoder.decode(container.transparentGrey()));
    } catch (IOException | RuntimeException e) {
      throw damaged(path, e);
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
