package dev.lanewise.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sizes of this machine's caches, as Linux tells them; elsewhere those of common processors. */
final class Caches {

  private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** Bytes of the second-level cache of one core. */
  static final long L2 = size(2, 1 << 20);

  /** Bytes of the third-level cache. */
  static final long L3 = size(3, 8 << 20);

  private Caches() {}

  private static long size(int level, long otherwise) {
    for (int index = 0; index < 8; index++) {
      Path cache = LINUX.resolve("index" + index);
      try {
        if (read(cache, "level").equals("" + level) && !read(cache, "type").equals("Instruction")) {
          return kilobytes(read(cache, "size")) << 10;
        }
      } catch (IOException | NumberFormatException e) {
        return otherwise;
      }
    }
    return otherwise;
  }

  private static String read(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }

  private static long kilobytes(String size) {
    if (!size.matches("\\d+[KM]")) {
      throw new NumberFormatException(size);
    }
    long number = Long.parseLong(size, 0, size.length() - 1, 10);
    return size.endsWith("M") ? number << 10 : number;
  }
}
