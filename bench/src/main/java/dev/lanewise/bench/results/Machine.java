package dev.lanewise.bench.results;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a figure was measured on.
 *
 * @param cpu model name, with family and model where the system tells them
 * @param cores processors this JVM may use
 * @param caches of one core, such as {@code L1d 32K, L2 1024K, L3 32768K}
 */
public record Machine(String cpu, int cores, String caches) {

  /** This machine; what the system does not tell is left out. */
  public static Machine here() {
    return new Machine(readCpu(), Runtime.getRuntime().availableProcessors(), readCaches());
  }

  private static String readCpu() {
    Map<String, String> info = new HashMap<>();
    for (String line : lines(Path.of("/proc/cpuinfo"))) {
      String[] field = line.split(":", 2);
      if (field.length == 2) {
        info.putIfAbsent(field[0].strip(), field[1].strip());
      }
    }
    String name = info.getOrDefault("model name", System.getProperty("os.arch", "unknown"));
    String family = info.getOrDefault("cpu family", "");
    return family.isEmpty()
        ? name
        : name + " (family " + family + ", model " + info.getOrDefault("model", "?") + ")";
  }

  private static String readCaches() {
    Path folder = Path.of("/sys/devices/system/cpu/cpu0/cache");
    TreeSet<String> caches = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> indices = Files.newDirectoryStream(folder, "index*")) {
        for (Path index : indices) {
          String type = first(index.resolve("type"));
          if (!type.equals("Instruction")) {
            String suffix = type.equals("Data") ? "d " : " ";
            caches.add("L" + first(index.resolve("level")) + suffix + first(index.resolve("size")));
          }
        }
      } catch (IOException e) {
        return "unknown";
      }
    }
    return caches.isEmpty() ? "unknown" : String.join(", ", caches);
  }

  private static String first(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "?" : lines.getFirst().strip();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : new ArrayList<>();
    } catch (IOException e) {
      return List.of();
    }
  }
}
