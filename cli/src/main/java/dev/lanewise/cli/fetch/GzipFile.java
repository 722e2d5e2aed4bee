package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file packed with gzip. */
final class GzipFile {

  private static final int BLOCK = 1 << 16;

  private GzipFile() {}

  /**
   * Puts the content into a folder under a name.
   *
   * @throws IOException if there is no such file, it is a link, or it does not hold what is
   *     expected
   */
  static void unpack(Path packed, String name, ContentFolder into) throws IOException {
    try (InputStream content = open(packed, LinkOption.NOFOLLOW_LINKS)) {
      into.put(name, content);
    }
  }

  /** Opens the content; a FIFO is refused, since opening one waits for a writer. */
  static InputStream open(Path packed, LinkOption... options) throws IOException {
    if (Files.exists(packed, options) && !Files.isRegularFile(packed, options)) {
      throw new IOException(packed.getFileName() + " is not a regular file");
    }
    InputStream raw = Files.newInputStream(packed, options);
    try {
      return new GZIPInputStream(raw, BLOCK);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
