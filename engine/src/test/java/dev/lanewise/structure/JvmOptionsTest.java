package dev.lanewise.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The options of the compiler name classes. The JVM accepts a name that does not exist, so that a
 * renamed class would be compiled late and no other test would fail.
 */
class JvmOptionsTest {

  private static final Path VECTORS =
      Path.of("src", "main", "java", "dev", "lanewise", "kernels", "vector");

  /**
   * The class of a method pattern; of {@code MicroKernel_*}, the generated classes, MicroKernel.
   */
  private static final Pattern CLASS = Pattern.compile(",([\\w.$*]+?)(?:_\\*)?::");

  @Test
  void namedClassesExist() throws IOException {
    List<String> commands =
        Files.readAllLines(JvmOptions.FILE).stream()
            .filter(line -> line.startsWith("-XX:CompileCommand=") && line.contains(","))
            .toList();
    List<String> names =
        commands.stream()
            .flatMap(command -> CLASS.matcher(command).results())
            .map(match -> match.group(1))
            .toList();
    assertEquals(commands.size(), names.size(), "each command names a class");
    assertTrue(names.size() >= 5, "found " + names);
    assertEquals(
        List.of(), names.stream().filter(name -> !exists(name)).distinct().toList(), "missing");
  }

  private static boolean exists(String name) {
    if (name.startsWith("*")) { // all classes whose names end so
      try (Stream<Path> files = Files.list(VECTORS)) {
        return files.anyMatch(file -> file.toString().endsWith(name.substring(1) + ".java"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      Class.forName(name, false, JvmOptionsTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** An embedder takes the file from the jar. */
  @Test
  void theJarHoldsTheFile() throws IOException {
    try (InputStream resource =
        JvmOptions.class.getClassLoader().getResourceAsStream(JvmOptions.RESOURCE)) {
      assertArrayEquals(Files.readAllBytes(JvmOptions.FILE), resource.readAllBytes());
    }
  }
}
