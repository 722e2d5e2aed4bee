package dev.lanewise.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a run may take: what the machine, or the container, has left. */
public final class MemoryLimit {

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUP_MAX = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path CGROUP_CURRENT = Path.of("/sys/fs/cgroup/memory.current");

  private static final Path CGROUP_STAT = Path.of("/sys/fs/cgroup/memory.stat");

  private MemoryLimit() {}

  /** Bytes that can be allocated without swapping; unlimited where the system does not tell. */
  public static long availableBytes() {
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

  /** Cached files count as used, but make room when memory is asked for. */
  private static long reclaimable() throws IOException {
    try (Stream<String> lines = Files.lines(CGROUP_STAT)) {
      return lines
          .filter(line -> line.startsWith("inactive_file "))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  private static long container() {
    try {
      long limit = Long.parseLong(Files.readString(CGROUP_MAX).strip());
      long used = Long.parseLong(Files.readString(CGROUP_CURRENT).strip());
      return limit - used + reclaimable();
    } catch (IOException | RuntimeException e) {
      return Long.MAX_VALUE;
    }
  }
}
