package dev.lanewise.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it saves, at random moments: the file is always one whole version. */
@Tag("thorough")
class KilledWriterTest {

  private static final int KILLS = 200;
  private static final long SEED = 20260603;

  @TempDir Path folder;

  @Test
  void theFileIsAlwaysOneWholeVersion() throws Exception {
    Path target = folder.resolve("model.safetensors");
    Random random = new Random(SEED);
    int versions = 0;
    int torn = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Files.deleteIfExists(target);
      Process child =
          new ProcessBuilder(SavingLoop.command(target))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.exists(target)) {
        assertTrue(child.isAlive() && System.nanoTime() < deadline, "the child saves nothing");
        Thread.sleep(1);
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      child.destroyForcibly().waitFor();
      versions += checkedVersion(target);
      torn += removeTemporaryFiles();
    }
    assertTrue(versions > KILLS, "hardly a file was ever replaced");
    assertTrue(torn > KILLS / 10, "hardly a kill hit a write: " + torn);
  }

  private static int checkedVersion(Path target) throws Exception {
    try (Workspace workspace = new Workspace()) {
      TensorFile read = Safetensors.read(target, workspace);
      int version = Integer.parseInt(read.metadata().get("lanewise.version"));
      for (float value : read.matrix("a").toArray()) {
        assertEquals(version, value);
      }
      return version;
    }
  }

  /** Removes what killed writers left, and demands that nothing else lies there. */
  private int removeTemporaryFiles() throws Exception {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(file -> !file.endsWith("model.safetensors")).toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      assertTrue(name.matches("\\.lanewise-[0-9a-f]{16}\\.tmp"), name);
      Files.delete(file);
    }
    return files.size();
  }
}
