package dev.lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a run may take: what the machine, or the container, has left. */
final class MemoryLimit {

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUP_MAX = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path CGROUP_CURRENT = Path.of("/sys/fs/cgroup/memory.current");

  private MemoryLimit() {}

  /** Bytes that can be allocated without swapping; unlimited where the system does not tell. */
  static long availableBytes() {
    return Math.min(machine(), container());
  }

  private static long machine() {
    try (Stream<String> lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException | RuntimeException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long container() {
    try {
      long limit = Long.parseLong(Files.readString(CGROUP_MAX).strip());
      return limit - Long.parseLong(Files.readString(CGROUP_CURRENT).strip());
    } catch (IOException | RuntimeException e) {
      return Long.MAX_VALUE;
    }
  }
}
