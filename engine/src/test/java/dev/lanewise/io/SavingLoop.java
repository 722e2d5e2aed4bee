package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program of a child process that saves version after version of a file until it is killed.
 * Every value of version k is k.
 */
final class SavingLoop {

  static final int FLOATS = 500_000;

  private SavingLoop() {}

  public static void main(String[] args) throws IOException {
    try (Workspace workspace = new Workspace()) {
      Matrix matrix = workspace.matrix(1, FLOATS);
      for (int version = 1; ; version++) {
        matrix.fill(version);
        Safetensors.write(
            Path.of(args[0]),
            Map.of("lanewise.version", String.valueOf(version)),
            Map.of("a", Tensor.vector(matrix)));
      }
    }
  }

  /** The command that runs this on {@code target}. */
  static List<String> command(Path target) throws URISyntaxException {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            root(AtomicFile.class) + System.getProperty("path.separator") + root(SavingLoop.class),
            SavingLoop.class.getName(),
            target.toString()));
  }

  /** The folder of classes that a class was loaded from. */
  private static Path root(Class<?> type) throws URISyntaxException {
    URI uri = type.getResource(type.getSimpleName() + ".class").toURI();
    return Path.of(uri).resolve("../../../..").normalize();
  }
}
