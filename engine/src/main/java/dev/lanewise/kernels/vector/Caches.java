package dev.lanewise.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sizes of this machine's caches, read from Linux; on other systems those of common processors. */
final class Caches {

  private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** Bytes of the second-level cache of one core. */
  static final long L2 = size(LINUX, 2, 1 << 20);

  /** Bytes of the third-level cache. */
  static final long L3 = size(LINUX, 3, 8 << 20);

  private Caches() {}

  /**
   * Bytes of the first cache of {@code level} that holds data.
   *
   * @param folder the system's description: a folder {@code index0}, {@code index1} … for each
   *     cache
   * @param otherwise the result if the folder does not say
   */
  static long size(Path folder, int level, long otherwise) {
    for (int index = 0; index < 8; index++) {
      Path cache = folder.resolve("index" + index);
      try {
        if (read(cache, "level").equals("" + level) && !read(cache, "type").equals("Instruction")) {
          return bytes(read(cache, "size"), otherwise);
        }
      } catch (IOException e) {
        return otherwise;
      }
    }
    return otherwise;
  }

  private static String read(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }

  /** Parses a size such as {@code 1024K}. */
  private static long bytes(String size, long otherwise) {
    if (!size.matches("[1-9]\\d{0,8}[KM]")) {
      return otherwise;
    }
    long number = Long.parseLong(size, 0, size.length() - 1, 10);
    return number << (size.endsWith("M") ? 20 : 10);
  }
}
